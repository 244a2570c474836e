package dev.andon.hub.gateway;

import dev.andon.hub.exchange.Deadline;
import dev.andon.hub.exchange.Failure;
import dev.andon.hub.exchange.GatewayOutcome;
import dev.andon.hub.exchange.GatewayRequest;
import dev.andon.hub.exchange.Refusal;
import dev.andon.hub.exchange.Reply;
import dev.andon.hub.exchange.Ticker;
import dev.andon.hub.exchange.Trail;
import dev.andon.hub.key.VirtualKey;
import dev.andon.hub.routing.TrailLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way through the stages, and the trail it leaves. The stages fill it in on the
 * request's thread; attempts note themselves from any thread.
 */
final class Passage {
  private static final Logger LOG = LoggerFactory.getLogger(Passage.class);

  private final GatewayRequest request;
  private final Ticker ticker;
  private final Instant received;
  private final long began;
  private final TrailLog log = new TrailLog();
  private Optional<VirtualKey> key = Optional.empty();
  private Optional<String> route = Optional.empty();
  private Trail.CacheNote cache = Trail.CacheNote.NONE;

  Passage(GatewayRequest request, InstantSource clock, Ticker ticker) {
    this.request = request;
    this.ticker = ticker;
    this.received = clock.instant();
    this.began = ticker.nanos();
  }

  GatewayRequest request() {
    return request;
  }

  TrailLog log() {
    return log;
  }

  Optional<VirtualKey> key() {
    return key;
  }

  void key(VirtualKey found) {
    key = Optional.of(found);
  }

  void route(String name) {
    route = Optional.of(name);
  }

  void cache(Trail.CacheStatus status, String reason) {
    cache = new Trail.CacheNote(status, reason);
  }

  /** The request's own deadline, the key's, or the hub's. */
  Deadline deadline(VirtualKey known, Duration hubDefault) {
    return request
        .deadline()
        .orElseGet(() -> Deadline.after(known.deadline().orElse(hubDefault), ticker));
  }

  /** The trail as it stands. */
  Trail trail() {
    Duration took = Duration.ofNanos(ticker.nanos() - began);
    Duration upstream =
        log.steps().stream()
            .filter(Trail.Attempt.class::isInstance)
            .map(step -> ((Trail.Attempt) step).took())
            .reduce(Duration.ZERO, Duration::plus);
    return new Trail(
        request.id(),
        received,
        key.map(VirtualKey::id),
        route,
        cache,
        log.steps(),
        took,
        upstream.compareTo(took) < 0 ? upstream : took);
  }

  /** Tells the log; a log that fails takes nobody's answer away. */
  void ended(RequestLog log, String outcome) {
    try {
      log.ended(request, outcome, trail());
    } catch (RuntimeException notLogged) {
      LOG.error(
          "request not logged id={} cause={}", request.id(), notLogged.getMessage(), notLogged);
    }
  }

  GatewayOutcome answered(Reply reply) {
    return new GatewayOutcome.Answered(reply, trail());
  }

  GatewayOutcome refused(Refusal refusal) {
    return new GatewayOutcome.Refused(refusal, trail());
  }

  GatewayOutcome failed(Failure failure) {
    return new GatewayOutcome.Failed(failure, trail());
  }
}
