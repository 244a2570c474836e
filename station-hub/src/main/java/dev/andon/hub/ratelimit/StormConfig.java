package dev.andon.hub.ratelimit;

import java.time.Duration;
import java.util.Optional;

/**
 * The {@code identical_requests} block: when a client that repeats itself is stopped.
 *
 * @param max equal requests of one key that still pass, 1 to 1 million; default 100
 * @param within counted anew after it, at most 1 day; default 1m
 */
public record StormConfig(Optional<Integer> max, Optional<Duration> within) {
  private static final int MOST = 1_000_000;
  private static final Duration LONGEST = Duration.ofDays(1);

  /** Everything at its default. */
  public static final StormConfig DEFAULT = new StormConfig(Optional.empty(), Optional.empty());

  public StormConfig {
    int requests = max.orElse(1);
    if (requests < 1 || requests > MOST) {
      throw new IllegalArgumentException(
          "identical_requests.max must be 1 to " + MOST + ", but is " + requests);
    }
    Duration window = within.orElse(LONGEST);
    if (window.isNegative() || window.isZero() || window.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "identical_requests.within must be above 0 and at most 1 day, but is "
              + window.toMillis()
              + " ms");
    }
  }

  public int requests() {
    return max.orElse(100);
  }

  public Duration window() {
    return within.orElse(Duration.ofMinutes(1));
  }
}
