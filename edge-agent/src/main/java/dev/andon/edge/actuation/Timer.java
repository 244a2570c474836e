package dev.andon.edge.actuation;

/** Runs something later. Thread-safe. */
@FunctionalInterface
public interface Timer {
  /** Runs the task once, after so many nanoseconds, on a thread that it must not block for long. */
  void after(long nanos, Runnable task);
}
