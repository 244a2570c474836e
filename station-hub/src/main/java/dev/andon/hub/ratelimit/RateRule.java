package dev.andon.hub.ratelimit;

import dev.andon.hub.money.Owner;
import java.util.Optional;

/**
 * How fast an owner may go. Absent means unlimited.
 *
 * @param requestsPerMinute 1 or more
 * @param tokensPerMinute input and output together, 1 or more
 * @param concurrent requests under way at once, 1 or more
 */
public record RateRule(
    Owner owner,
    Optional<Long> requestsPerMinute,
    Optional<Long> tokensPerMinute,
    Optional<Long> concurrent) {
  private static final long MAX = 1_000_000_000_000L;

  public RateRule {
    within("requests_per_minute", requestsPerMinute);
    within("tokens_per_minute", tokensPerMinute);
    within("concurrent", concurrent);
  }

  private static void within(String name, Optional<Long> value) {
    if (value.filter(v -> v < 1 || v > MAX).isPresent()) {
      throw new IllegalArgumentException(
          name + " is " + value.get() + "; it must be from 1 to " + MAX);
    }
  }
}
