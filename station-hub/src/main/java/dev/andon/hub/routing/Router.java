package dev.andon.hub.routing;

import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.Provider;
import dev.andon.hub.routing.health.Breakers;
import dev.andon.hub.routing.health.ExpectedLatency;
import dev.andon.hub.routing.health.KeyPool;
import dev.andon.hub.routing.health.RoutingEvents;
import dev.andon.hub.routing.plan.Candidate;
import dev.andon.hub.routing.plan.Hedge;
import dev.andon.hub.routing.plan.RoutePlan;
import dev.andon.hub.routing.plan.RoutingPolicy;
import dev.andon.hub.time.Deadline;
import dev.andon.hub.time.Sleeper;
import dev.andon.hub.time.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Runs a plan: asks its candidates one after the other, with retries, key changes, breakers and one
 * deadline over everything, until one answers. Thread-safe.
 */
public final class Router {
  private final RoutingPolicy policy;
  private final Map<String, Provider> providers;
  private final Map<String, KeyPool> pools = new LinkedHashMap<>();
  private final Breakers breakers;
  private final ExpectedLatency expectedLatency;
  private final RandomGenerator random;
  private final Sleeper pause;
  private final RoutingEvents events;
  private final Exception failed = new AttemptFailed();

  public Router(
      RoutingPolicy policy,
      List<Provider> providers,
      Ticker ticker,
      RandomGenerator random,
      Sleeper pause,
      RoutingEvents events) {
    this.policy = policy;
    this.random = random;
    this.pause = pause;
    this.events = events;
    this.breakers = new Breakers(policy.breaker(), ticker, events);
    this.expectedLatency = new ExpectedLatency(policy.fairWait());
    Map<String, Provider> byName = new LinkedHashMap<>();
    for (Provider provider : providers) {
      byName.put(provider.name(), provider);
      pools.put(
          provider.name(), new KeyPool(provider.name(), provider.keys(), ticker, random, events));
    }
    this.providers = Map.copyOf(byName);
  }

  /** Asks the plan's candidates until one answers; an interrupt cancels what is in flight. */
  public <A> RouteOutcome<A> run(
      String model,
      RoutePlan plan,
      Deadline deadline,
      boolean streams,
      TrailLog log,
      AttemptRunner<A> runner) {
    RouteRun<A> run = new RouteRun<>(this, plan, deadline, streams, log, runner);
    Optional<Hedge> hedge = plan.hedge();
    if (hedge.isPresent() && plan.candidates().size() > 1 && !streams) {
      return new HedgedRun<>(run, hedge.get(), deadline).run(model);
    }
    Optional<A> answer = run.branch(Optional.empty());
    return answer.isPresent() ? new RouteOutcome.Answered<>(answer.get()) : run.unanswered(model);
  }

  /**
   * Whether a request may be made again although an earlier one may have been answered and paid.
   */
  public boolean retriesUnknown() {
    return policy.retryUnknown();
  }

  /** The keys of each provider, for status pages. */
  public Map<String, KeyPool> pools() {
    return Map.copyOf(pools);
  }

  /** A stream that had counted as answered broke behind its first token. */
  public void broke(AttemptOrder order, AttemptFailure failure) {
    if (FailurePolicy.countsForBreaker(failure.error()) && !failure.deadlineBound()) {
      breaker(order).onError(0, TimeUnit.NANOSECONDS, failed);
    }
  }

  RoutingPolicy policy() {
    return policy;
  }

  RandomGenerator random() {
    return random;
  }

  Sleeper pause() {
    return pause;
  }

  /** The provider of a candidate that stands in the route table. */
  public Provider provider(Candidate candidate) {
    Provider provider = providers.get(candidate.provider());
    if (provider == null) {
      throw new IllegalStateException(
          "no provider " + candidate.provider() + " behind a checked route");
    }
    return provider;
  }

  KeyPool pool(Candidate candidate) {
    KeyPool pool = pools.get(candidate.provider());
    if (pool == null) {
      throw new IllegalStateException("no keys of " + candidate.provider());
    }
    return pool;
  }

  public CircuitBreaker breaker(Candidate candidate, String keyLabel) {
    return breakers.of(new Breakers.Line(candidate.provider(), candidate.model(), keyLabel));
  }

  /** An attempt answered: its key, breaker and usual time hear of it. */
  void worked(AttemptOrder order, Duration took) {
    pool(order.candidate()).succeeded(order.key());
    expectedLatency.answered(order.candidate(), took);
    breaker(order).onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** An attempt failed: its key and breaker hear of it, as far as it speaks against them. */
  void failed(AttemptOrder order, AttemptFailure failure, Duration took) {
    KeyPool pool = pool(order.candidate());
    switch (failure.error()) {
      case CREDENTIALS -> pool.refused(order.key());
      case RATE_LIMITED -> pool.limited(order.key(), failure.retryAfter());
      case QUOTA_EXHAUSTED -> pool.exhausted(order.key());
      case MODEL_UNKNOWN, REJECTED, MALFORMED, INVALID_ANSWER, FILTERED ->
          pool.succeeded(order.key());
      case CONNECT,
          HEADERS_TIMEOUT,
          FIRST_TOKEN_TIMEOUT,
          IDLE_TIMEOUT,
          TOTAL_TIMEOUT,
          CUT,
          SERVER,
          CALLER ->
          pool.unused(order.key());
    }
    if (FailurePolicy.countsForBreaker(failure.error()) && fair(order, failure, took)) {
      breaker(order).onError(took.toNanos(), TimeUnit.NANOSECONDS, failed);
    } else {
      breaker(order).releasePermission();
    }
  }

  /** An attempt was not made after all. */
  void notMade(AttemptOrder order) {
    pool(order.candidate()).unused(order.key());
    breaker(order).releasePermission();
  }

  private CircuitBreaker breaker(AttemptOrder order) {
    return breaker(order.candidate(), order.key().label());
  }

  /** Whoever waits only a moment learns nothing about a provider. */
  private boolean fair(AttemptOrder order, AttemptFailure failure, Duration took) {
    return switch (failure.error()) {
      case HEADERS_TIMEOUT, FIRST_TOKEN_TIMEOUT, IDLE_TIMEOUT, TOTAL_TIMEOUT ->
          expectedLatency.fair(order.candidate(), took);
      case CONNECT -> !failure.deadlineBound() || expectedLatency.fair(order.candidate(), took);
      case CUT,
          CREDENTIALS,
          RATE_LIMITED,
          QUOTA_EXHAUSTED,
          SERVER,
          MODEL_UNKNOWN,
          REJECTED,
          MALFORMED,
          INVALID_ANSWER,
          FILTERED,
          CALLER ->
          true;
    };
  }

  RoutingEvents events() {
    return events;
  }

  /** The breaker wants a throwable; it says nothing beside that. */
  private static final class AttemptFailed extends Exception {
    private static final long serialVersionUID = 1L;

    AttemptFailed() {
      super("attempt failed", null, false, false);
    }
  }
}
