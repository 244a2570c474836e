package dev.andon.hub.time;

/** A monotonic clock in nanoseconds; only differences have a meaning. Thread-safe. */
@FunctionalInterface
public interface Ticker {
  /** Now, in nanoseconds since some fixed instant. */
  long nanos();

  /** The machine's monotonic clock. */
  static Ticker system() {
    return System::nanoTime;
  }
}
