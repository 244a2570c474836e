package dev.andon.hub.routing.health;

import dev.andon.hub.routing.plan.BreakerPolicy;
import dev.andon.hub.time.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A circuit breaker per provider × model × key. Thread-safe. */
public final class Breakers {
  /**
   * Callers may choose model names, so their number is bounded; beyond it a provider's share one.
   */
  private static final int MAX_BREAKERS = 10_000;

  private final CircuitBreakerConfig config;
  private final RoutingEvents events;
  private final Map<Line, CircuitBreaker> breakers = new ConcurrentHashMap<>();

  /** What one breaker watches. */
  public record Line(String provider, String model, String keyLabel) {}

  public Breakers(BreakerPolicy policy, Ticker ticker, RoutingEvents events) {
    this.events = events;
    this.config =
        CircuitBreakerConfig.custom()
            .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
            .slidingWindowSize(policy.window())
            .minimumNumberOfCalls(policy.minimumAttempts())
            .failureRateThreshold(policy.failurePercent())
            .waitDurationInOpenState(policy.open())
            .permittedNumberOfCallsInHalfOpenState(1)
            .maxWaitDurationInHalfOpenState(policy.open())
            .clock(new TickerClock(ticker))
            .currentTimestampFunction(clock -> ticker.nanos(), TimeUnit.NANOSECONDS)
            .writableStackTraceEnabled(false)
            .build();
  }

  /** The breaker of a line, closed at first. */
  public CircuitBreaker of(Line line) {
    CircuitBreaker known = breakers.get(line);
    if (known != null) {
      return known;
    }
    Line kept =
        breakers.size() < MAX_BREAKERS ? line : new Line(line.provider(), "*", line.keyLabel());
    return breakers.computeIfAbsent(kept, this::create);
  }

  private CircuitBreaker create(Line line) {
    CircuitBreaker breaker = CircuitBreaker.of(line.provider() + "/" + line.model(), config);
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> {
              switch (event.getStateTransition().getToState()) {
                case OPEN -> events.breaker(line.provider(), line.model(), line.keyLabel(), true);
                case CLOSED ->
                    events.breaker(line.provider(), line.model(), line.keyLabel(), false);
                case HALF_OPEN, DISABLED, FORCED_OPEN, METRICS_ONLY -> {}
              }
            });
    return breaker;
  }

  /** The ticker as a clock whose instants mean nothing but their distance. */
  private static final class TickerClock extends Clock {
    private final Ticker ticker;

    TickerClock(Ticker ticker) {
      this.ticker = ticker;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plus(Duration.ofNanos(ticker.nanos()));
    }
  }
}
