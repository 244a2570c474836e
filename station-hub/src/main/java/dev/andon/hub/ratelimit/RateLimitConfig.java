package dev.andon.hub.ratelimit;

import dev.andon.hub.money.Owner;
import java.util.Optional;

/**
 * As written under {@code rate_limit}. Absent means unlimited.
 *
 * @param requestsPerMinute 1 or more
 * @param tokensPerMinute input and output together
 * @param concurrent requests at once
 */
public record RateLimitConfig(
    Optional<Long> requestsPerMinute, Optional<Long> tokensPerMinute, Optional<Long> concurrent) {
  public RateRule rule(Owner owner) {
    return new RateRule(owner, requestsPerMinute, tokensPerMinute, concurrent);
  }
}
