package dev.andon.edge.uplink;

import java.time.Duration;

/**
 * Counts how often another client took the station's id at the broker over. Twice within a minute
 * is no coincidence: two stations have one name. From then on the waits are 5 s, doubled up to a
 * minute, until a connection has lived for two. Confined to the uplink's thread.
 */
final class Takeovers {
  private static final Duration TOGETHER = Duration.ofMinutes(1);
  private static final Duration SETTLED = Duration.ofMinutes(2);
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private int count;
  private long last;

  /**
   * A connection is over.
   *
   * @param takenOver whether another client ended it
   * @param lived how long it was there
   * @param now monotonic, in nanoseconds
   */
  void over(boolean takenOver, Duration lived, long now) {
    if (lived.compareTo(SETTLED) >= 0) {
      count = 0;
    }
    if (takenOver) {
      boolean again = contested() || now - last < TOGETHER.toNanos();
      count = count > 0 && again ? count + 1 : 1;
      last = now;
    }
  }

  /** Whether somebody else uses this id. */
  boolean contested() {
    return count > 1;
  }

  /** The longest wait before the next attempt; to be asked while the id is contested. */
  Duration pause() {
    long doubled = FIRST.toMillis() << Math.min(Math.max(0, count - 2), 10);
    return Duration.ofMillis(Math.min(LONGEST.toMillis(), doubled));
  }
}
