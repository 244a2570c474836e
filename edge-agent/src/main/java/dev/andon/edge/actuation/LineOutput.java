package dev.andon.edge.actuation;

import java.io.IOException;

/**
 * A way to the line. Called by one thread, one command after the other; a command that failed is
 * not repeated.
 */
public interface LineOutput extends AutoCloseable {

  /** Where it goes, for logs and the status page; without secrets. */
  String name();

  /** Tells the line; returns when the line has it. */
  void send(LineCommand command) throws IOException, InterruptedException;

  @Override
  void close();
}
