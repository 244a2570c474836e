package dev.andon.edge.escalation;

import java.time.Duration;

/**
 * A token bucket: at most so many at once, refilled evenly over its window. Its last half is kept
 * for the more suspicious: the fuller it is, the less suspicious a frame may be. Pure apart from
 * its own count; confined to one thread.
 */
final class RateCap {
  private static final double KEPT = 0.5;

  private final double capacity;
  private final double windowNanos;
  private final String window;
  private double tokens;
  private long last;

  /**
   * A cap of which a part is used already.
   *
   * @param window as people call it
   * @param used within the last window, from 0
   */
  RateCap(int most, Duration length, String window, int used, long nowNanos) {
    this.capacity = most;
    this.windowNanos = length.toNanos();
    this.window = window;
    this.tokens = Math.max(0, most - used);
    this.last = nowNanos;
  }

  /** What came of asking for one. */
  enum Taken {
    /** There was room for any frame. */
    YES,
    /** There was room for one this suspicious, and not for any. */
    AS_SUSPICIOUS,
    /** There was none. */
    NO
  }

  /**
   * Whether there is one; time that goes back adds nothing.
   *
   * @param rank share of the newest doubtful frames that are less suspicious, 0 … 1; 1 for a frame
   *     that need not stand back
   */
  Taken look(long nowNanos, double rank) {
    long passed = Math.max(0, nowNanos - last);
    last = nowNanos;
    tokens = Math.min(capacity, tokens + capacity * passed / windowNanos);
    double kept = KEPT * capacity;
    if (tokens < 1 + kept * (1 - rank)) {
      return Taken.NO;
    }
    return tokens >= 1 + kept ? Taken.YES : Taken.AS_SUSPICIOUS;
  }

  /** How many of its window are used, from 0. */
  int used(long nowNanos) {
    look(nowNanos, 1);
    return (int) Math.ceil(capacity - tokens);
  }

  /** Takes one of those that were there a moment ago. */
  void take() {
    tokens--;
  }

  /** What is said to people where there was none. */
  String says() {
    return "more than "
        + (long) capacity
        + " escalations "
        + window
        + ", of which the last go to more suspicious frames";
  }
}
