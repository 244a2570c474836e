package dev.andon.hub.gateway;

import dev.andon.hub.account.VirtualKey;
import dev.andon.hub.chat.Reply;
import dev.andon.hub.price.RequestShape;
import dev.andon.hub.ratelimit.Permit;
import dev.andon.hub.request.Checked;
import dev.andon.hub.request.Failure;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.Trail;
import dev.andon.hub.routing.TrailLog;
import dev.andon.hub.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way through the stages, and the trail it leaves. The stages fill it in on the
 * request's thread; attempts note themselves from any thread. Closed, it gives the rate permit back
 * and tells the log: at once, or for a stream when that has ended.
 */
final class RequestContext implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestContext.class);

  private final GatewayRequest request;
  private final RequestContexts from;
  private final Instant received;
  private final long began;
  private final TrailLog log = new TrailLog();
  private Optional<VirtualKey> key = Optional.empty();
  private Optional<String> route = Optional.empty();
  private Trail.CacheNote cache = Trail.CacheNote.NONE;
  private Optional<Permit> permit = Optional.empty();
  private Optional<GatewayOutcome> outcome = Optional.empty();

  RequestContext(GatewayRequest request, RequestContexts from) {
    this.request = request;
    this.from = from;
    this.received = from.clock().instant();
    this.began = from.ticker().nanos();
  }

  GatewayRequest request() {
    return request;
  }

  TrailLog log() {
    return log;
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

  void admitted(Permit given) {
    permit = Optional.of(given);
  }

  /** How large the request is, or why it is too large. */
  Checked<RequestShape> measured() {
    return RequestMeasure.of(request.shown(), from.settings().maxPixels());
  }

  /** The request's own deadline, the key's, or the hub's. */
  Deadline deadline(VirtualKey known) {
    return request
        .deadline()
        .orElseGet(
            () ->
                Deadline.after(known.deadline().orElse(from.settings().deadline()), from.ticker()));
  }

  /** The trail as it stands. */
  Trail trail() {
    Duration took = Duration.ofNanos(from.ticker().nanos() - began);
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

  /** What became of the request; without it, the hub has failed. */
  GatewayOutcome ends(GatewayOutcome with) {
    outcome = Optional.of(with);
    return with;
  }

  @Override
  public void close() {
    if (outcome.orElse(null) instanceof GatewayOutcome.Streamed streamed
        && streamed.stream() instanceof PaidStream stream) {
      stream.atEnd(this::leave);
    } else {
      leave();
    }
  }

  private void leave() {
    permit.ifPresent(
        entered -> {
          entered.used(
              trail().attempts().stream().mapToLong(attempt -> attempt.usage().total()).sum());
          entered.close();
        });
    tell(outcome.map(OutcomeCode::of).orElse("hub_error"));
  }

  /** A log that fails takes nobody's answer away. */
  private void tell(String code) {
    try {
      from.log().ended(request, code, trail());
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
