package dev.andon.hub.routing.plan;

import java.time.Duration;

/**
 * Everything routing decides by.
 *
 * @param retryUnknown whether a request whose outcome at a provider is not known may be sent to
 *     another: it may then be paid twice
 * @param fairWait how long it is fair to wait for a provider that has not answered before
 * @param leastAttempt with less time than that left, no attempt is begun
 */
public record RoutingPolicy(
    RetryPolicy retry,
    LimitPolicy limits,
    BreakerPolicy breaker,
    boolean retryUnknown,
    Duration fairWait,
    Duration leastAttempt) {
  public static final RoutingPolicy DEFAULT =
      new RoutingPolicy(
          RetryPolicy.DEFAULT,
          LimitPolicy.DEFAULT,
          BreakerPolicy.DEFAULT,
          true,
          Duration.ofSeconds(5),
          Duration.ofMillis(20));
}
