package dev.andon.edge.actuation.plc;

import dev.andon.edge.actuation.LineCommand;
import java.io.IOException;

/**
 * A connection to a controller that shows one result at a time. Every method returns when the
 * controller has answered, and throws when it did not or refused. Confined to one thread.
 */
public interface PlcLink extends AutoCloseable {

  /** The number that the controller saw last; 0 where it keeps none. */
  int lastSequence() throws IOException, InterruptedException;

  /** Shows everything about the part and, once that has arrived, that it is valid. */
  void show(LineCommand command, int sequence) throws IOException, InterruptedException;

  /** Whether the controller says that it has taken what is shown; false where it says nothing. */
  boolean acknowledged() throws IOException, InterruptedException;

  /** Shows no result: first that nothing is valid, then the result itself. */
  void clear() throws IOException, InterruptedException;

  /** A sign of life, on and off in turn; where there is no place for one, any harmless request. */
  void beat(boolean on) throws IOException, InterruptedException;

  /** Hangs up; what is shown stays. */
  @Override
  void close();
}
