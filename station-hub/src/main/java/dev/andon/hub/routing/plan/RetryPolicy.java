package dev.andon.hub.routing.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How often and after which wait the same candidate is asked again: min(first · 2ⁿ, longest) with
 * ±20 % jitter, and never shorter than the provider asks. Pure.
 *
 * @param retries how often a candidate is asked again, 0 to 10
 * @param first the first wait
 * @param longest the longest wait
 */
public record RetryPolicy(int retries, Duration first, Duration longest) {
  private static final int MAX_RETRIES = 10;
  private static final double JITTER = 0.2;

  public static final RetryPolicy DEFAULT =
      new RetryPolicy(2, Duration.ofMillis(500), Duration.ofSeconds(5));

  public RetryPolicy {
    if (retries < 0 || retries > MAX_RETRIES) {
      throw new IllegalArgumentException("retries are 0 to " + MAX_RETRIES + ", not " + retries);
    }
    if (first.isNegative() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "the first wait is 0 or more and at most the longest, not " + first + " and " + longest);
    }
  }

  /**
   * The wait before another attempt; empty if there must be none.
   *
   * @param failed how often the candidate has failed so far, from 1
   * @param asked what the provider asked to wait
   * @param remaining what is left of the deadline
   * @param leaveFor how long an attempt needs at least, so that it still can help
   */
  public Optional<Duration> waitBefore(
      int failed,
      Optional<Duration> asked,
      Duration remaining,
      Duration leaveFor,
      RandomGenerator random) {
    if (failed > retries) {
      return Optional.empty();
    }
    Duration wait = jittered(failed, random);
    Duration longer = asked.filter(a -> a.compareTo(wait) > 0).orElse(wait);
    return longer.plus(leaveFor).compareTo(remaining) <= 0 ? Optional.of(longer) : Optional.empty();
  }

  private Duration jittered(int failed, RandomGenerator random) {
    double nanos =
        Math.min(first.toNanos() * Math.pow(2, failed - 1.0), (double) longest.toNanos());
    return Duration.ofNanos((long) (nanos * (1 - JITTER + 2 * JITTER * random.nextDouble())));
  }
}
