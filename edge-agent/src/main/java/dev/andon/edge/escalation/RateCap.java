package dev.andon.edge.escalation;

/**
 * A token bucket: at most {@code perMinute} at once, refilled evenly over a minute. Pure apart from
 * its own count; confined to one thread.
 */
final class RateCap {
  private static final double MINUTE_NANOS = 60e9;

  private final double capacity;
  private double tokens;
  private long last;

  RateCap(int perMinute, long nowNanos) {
    this.capacity = perMinute;
    this.tokens = perMinute;
    this.last = nowNanos;
  }

  /** Takes one, if there is one; time that goes back adds nothing. */
  boolean take(long nowNanos) {
    long passed = Math.max(0, nowNanos - last);
    last = nowNanos;
    tokens = Math.min(capacity, tokens + capacity * passed / MINUTE_NANOS);
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
