package dev.andon.edge.escalation;

/**
 * A token bucket: at most {@code perMinute} at once, refilled evenly over a minute. Its last half
 * is kept for the more suspicious: the fuller it is, the less suspicious a frame may be. Pure apart
 * from its own count; confined to one thread.
 */
final class RateCap {
  private static final double MINUTE_NANOS = 60e9;
  private static final double KEPT = 0.5;

  private final double capacity;
  private double tokens;
  private long last;

  RateCap(int perMinute, long nowNanos) {
    this.capacity = perMinute;
    this.tokens = perMinute;
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
   * Takes one, if there is one; time that goes back adds nothing.
   *
   * @param rank share of the newest doubtful frames that are less suspicious, 0 … 1; 1 for a frame
   *     that need not stand back
   */
  Taken take(long nowNanos, double rank) {
    long passed = Math.max(0, nowNanos - last);
    last = nowNanos;
    tokens = Math.min(capacity, tokens + capacity * passed / MINUTE_NANOS);
    double kept = KEPT * capacity;
    if (tokens < 1 + kept * (1 - rank)) {
      return Taken.NO;
    }
    boolean any = tokens >= 1 + kept;
    tokens--;
    return any ? Taken.YES : Taken.AS_SUSPICIOUS;
  }
}
