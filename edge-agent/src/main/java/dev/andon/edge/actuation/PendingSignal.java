package dev.andon.edge.actuation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A command on its way through every output. Thread-safe. */
final class PendingSignal {
  private final LineCommand command;
  private final long begun;
  private final long overdue;
  private final List<String> failures = new ArrayList<>();
  private int open;

  /**
   * @param begun monotonic nanoseconds
   * @param overdue nanoseconds by which the part waited for its decision too long
   * @param outputs how many have to end
   */
  PendingSignal(LineCommand command, long begun, long overdue, int outputs) {
    this.command = command;
    this.begun = begun;
    this.overdue = overdue;
    this.open = outputs;
  }

  LineCommand command() {
    return command;
  }

  /** Nanoseconds. */
  long age(long now, boolean sinceDue) {
    return now - begun + (sinceDue ? overdue : 0);
  }

  /** One output is done with it; true if that was the last one. */
  synchronized boolean ended(Optional<String> failure) {
    failure.ifPresent(failures::add);
    open--;
    return open == 0;
  }

  synchronized List<String> failures() {
    return List.copyOf(failures);
  }
}
