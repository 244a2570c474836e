package dev.andon.hub.ratelimit;

import dev.andon.hub.request.Refusal;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** One owner's buckets. Thread-safe. */
final class OwnerRate {
  private static final Duration CONCURRENCY_RETRY = Duration.ofSeconds(1);

  private final RateRule rule;
  private final Optional<Bucket> requests;
  private final Optional<Bucket> tokens;
  private final AtomicLong running = new AtomicLong();

  OwnerRate(RateRule rule, TimeMeter meter) {
    this.rule = rule;
    this.requests = rule.requestsPerMinute().map(limit -> bucket(limit, meter));
    this.tokens = rule.tokensPerMinute().map(limit -> bucket(limit, meter));
  }

  RateRule rule() {
    return rule;
  }

  /** Empty when the owner goes on; nothing is taken otherwise. */
  Optional<Refusal.Rate> enter(long estimate) {
    if (rule.concurrent().filter(max -> running.incrementAndGet() > max).isPresent()) {
      running.decrementAndGet();
      return Optional.of(
          refusal("concurrency", rule.concurrent().orElseThrow(), CONCURRENCY_RETRY));
    }
    Optional<Refusal.Rate> slow = take(requests, "requests", rule.requestsPerMinute(), 1);
    if (slow.isEmpty()) {
      slow = take(tokens, "tokens", rule.tokensPerMinute(), capped(estimate));
      if (slow.isPresent()) {
        requests.ifPresent(b -> b.addTokens(1));
      }
    }
    if (slow.isPresent()) {
      leave();
    }
    return slow;
  }

  /** As if it had never entered. */
  void undo(long estimate) {
    requests.ifPresent(b -> b.addTokens(1));
    adjust(estimate, 0);
    leave();
  }

  void adjust(long estimate, long actual) {
    long difference = capped(estimate) - actual;
    tokens.ifPresent(
        bucket -> {
          if (difference > 0) {
            bucket.addTokens(difference);
          } else if (difference < 0) {
            bucket.consumeIgnoringRateLimits(-difference);
          }
        });
  }

  void leave() {
    if (rule.concurrent().isPresent()) {
      running.decrementAndGet();
    }
  }

  List<RateState> states() {
    List<RateState> states = new ArrayList<>(2);
    requests.ifPresent(
        b -> states.add(state("requests", rule.requestsPerMinute().orElseThrow(), b)));
    tokens.ifPresent(b -> states.add(state("tokens", rule.tokensPerMinute().orElseThrow(), b)));
    return states;
  }

  private Optional<Refusal.Rate> take(
      Optional<Bucket> bucket, String unit, Optional<Long> limit, long amount) {
    if (bucket.isEmpty() || amount == 0) {
      return Optional.empty();
    }
    ConsumptionProbe probe = bucket.get().tryConsumeAndReturnRemaining(amount);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(
            refusal(unit, limit.orElseThrow(), Duration.ofNanos(probe.getNanosToWaitForRefill())));
  }

  /**
   * A single request above a minute's worth takes the whole minute; otherwise it could never go on.
   */
  private long capped(long estimate) {
    return Math.min(estimate, rule.tokensPerMinute().orElse(estimate));
  }

  private Refusal.Rate refusal(String unit, long limit, Duration retryAfter) {
    String what =
        unit.equals("concurrency") ? limit + " requests at once" : limit + " " + unit + " a minute";
    return new Refusal.Rate(
        rule.owner().toString(),
        unit,
        limit,
        retryAfter,
        rule.owner()
            + " may make "
            + what
            + "; try again in "
            + Math.max(1, retryAfter.toMillis())
            + " ms.");
  }

  private static RateState state(String unit, long limit, Bucket bucket) {
    long remaining = Math.max(0, bucket.getAvailableTokens());
    long missing = limit - remaining;
    return new RateState(
        unit, limit, remaining, Duration.ofMillis(Math.ceilDiv(missing * 60_000, limit)));
  }

  private static Bucket bucket(long perMinute, TimeMeter meter) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
        .withCustomTimePrecision(meter)
        .build();
  }
}
