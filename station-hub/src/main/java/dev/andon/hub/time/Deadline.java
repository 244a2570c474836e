package dev.andon.hub.time;

import java.time.Duration;

/**
 * The instant by which a caller wants its answer: one for all attempts, counted on a monotonic
 * clock. Immutable, thread-safe if the ticker is.
 *
 * @param ticker the clock that counts
 * @param atNanos the instant on that clock
 * @param grace how much longer an answer that is under way is worth waiting for: nothing new begins
 *     in it; zero for callers that go away
 */
public record Deadline(Ticker ticker, long atNanos, Duration grace) {

  /** A deadline without grace. */
  public Deadline(Ticker ticker, long atNanos) {
    this(ticker, atNanos, Duration.ZERO);
  }

  /**
   * A deadline {@code span} from now.
   *
   * @throws IllegalArgumentException if {@code span} is negative or longer than a day
   */
  public static Deadline after(Duration span, Ticker ticker) {
    if (span.isNegative() || span.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("a deadline lies 0 to 24 hours ahead, not " + span);
    }
    return new Deadline(ticker, ticker.nanos() + span.toNanos());
  }

  /** What remains, never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, atNanos - ticker.nanos()));
  }

  /** What remains for an answer that is under way: the grace comes on top. */
  public Duration remainingWithGrace() {
    return remaining().plus(grace);
  }

  /** Whether the instant has passed. */
  public boolean expired() {
    return atNanos - ticker.nanos() <= 0;
  }

  /** The smaller of {@code limit} and what remains. */
  public Duration atMost(Duration limit) {
    Duration left = remaining();
    return left.compareTo(limit) < 0 ? left : limit;
  }
}
