package dev.andon.edge.actuation;

import java.io.IOException;
import java.time.Duration;

/**
 * A way to the line. Used by one thread of its own from the first call to {@link #close}, one
 * command after the other; a command that failed is not repeated. A constructor opens nothing.
 */
public interface LineOutput extends AutoCloseable {
  /** Longer than any agent lives. */
  Duration UNLIMITED = Duration.ofDays(36_500);

  /** Where it goes, for logs, metrics and the status page; without secrets. */
  String name();

  /** Tells the line; returns when the line has it. */
  void send(LineCommand command) throws IOException, InterruptedException;

  /**
   * What there is to do without a command: connect, show that the agent lives. Called first, then
   * whenever the time that it returned has passed, and some time after a failure. Returning says
   * that the line is reached, except where there is nothing to do ({@link #UNLIMITED}).
   */
  default Duration attend() throws IOException, InterruptedException {
    return UNLIMITED;
  }

  /** How long after its decision a signal is of use; one that waited longer is not sent. */
  default Duration maxAge() {
    return UNLIMITED;
  }

  /**
   * Whether the line sees which part is meant. Where it does not, the time that a part waited
   * before it was decided counts to its age as well: a part of an earlier start has left.
   */
  default boolean namesPart() {
    return true;
  }

  @Override
  void close();
}
