package dev.andon.hub.routing.plan;

import java.time.Duration;

/**
 * When a line to a provider is left alone.
 *
 * @param window how many of the last attempts are looked at
 * @param minimumAttempts before so many it stays closed
 * @param failurePercent from this share of failures on it opens, above 0 and at most 100
 * @param open how long it stays open before one attempt is let through
 */
public record BreakerPolicy(int window, int minimumAttempts, float failurePercent, Duration open) {
  public static final BreakerPolicy DEFAULT = new BreakerPolicy(10, 5, 50, Duration.ofSeconds(15));

  public BreakerPolicy {
    if (window < 1 || minimumAttempts < 1 || minimumAttempts > window) {
      throw new IllegalArgumentException(
          "a breaker's minimum of attempts is 1 to its window, not "
              + minimumAttempts
              + " of "
              + window);
    }
    if (!(failurePercent > 0 && failurePercent <= 100)) {
      throw new IllegalArgumentException(
          "a breaker's failure percentage is above 0 and at most 100, not " + failurePercent);
    }
  }
}
