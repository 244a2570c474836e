package dev.andon.hub.gateway;

import dev.andon.hub.money.Money;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Quote;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.request.ErrorClass;
import dev.andon.hub.request.Trail;
import dev.andon.hub.routing.AttemptOrder;
import dev.andon.hub.routing.TrailLog;
import dev.andon.hub.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Writes one attempt into the trail: when it begins, at its first token, and when it ends. Confined
 * to its attempt.
 */
final class AttemptNote {
  private final TrailLog log;
  private final AttemptOrder order;
  private final Quote quote;
  private final Instant started;
  private final Ticker ticker;
  private final long began;
  private Optional<Duration> firstToken = Optional.empty();

  AttemptNote(TrailLog log, AttemptOrder order, Quote quote, Instant started, Ticker ticker) {
    this.log = log;
    this.order = order;
    this.quote = quote;
    this.started = started;
    this.ticker = ticker;
    this.began = ticker.nanos();
  }

  Duration took() {
    return Duration.ofNanos(ticker.nanos() - began);
  }

  void begun() {
    log.attempt(attempt(new Trail.Result.Running(), TokenUsage.NONE, Optional.empty()));
  }

  void firstToken() {
    firstToken = Optional.of(took());
    begun();
  }

  Trail.Attempt succeeded(TokenUsage usage, Money cost) {
    return ended(attempt(new Trail.Result.Succeeded(), usage, Optional.of(cost)));
  }

  Trail.Attempt failed(AttemptFailure failure, TokenUsage usage, Optional<Money> cost) {
    Trail.Result result =
        new Trail.Result.Failed(failure.error(), failure.status(), failure.detail());
    return ended(attempt(result, usage, cost));
  }

  Trail.Attempt cancelled(TokenUsage usage, Money cost) {
    return ended(
        attempt(
            new Trail.Result.Failed(ErrorClass.CALLER, Optional.empty(), "the caller went away"),
            usage,
            Optional.of(cost)));
  }

  private Trail.Attempt ended(Trail.Attempt attempt) {
    log.attempt(attempt);
    return attempt;
  }

  private Trail.Attempt attempt(Trail.Result result, TokenUsage usage, Optional<Money> cost) {
    return new Trail.Attempt(
        order.number(),
        order.cause(),
        order.candidate().toString(),
        Optional.of(order.key().label()),
        started,
        took(),
        firstToken,
        result,
        usage,
        Optional.of(quote.priceVersion()),
        Optional.of(quote.bound().cost()),
        cost);
  }
}
