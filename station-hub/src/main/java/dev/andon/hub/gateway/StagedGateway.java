package dev.andon.hub.gateway;

import dev.andon.hub.account.CallerKeys;
import dev.andon.hub.account.VirtualKey;
import dev.andon.hub.billing.Billing;
import dev.andon.hub.cache.AnswerCache;
import dev.andon.hub.cache.Lookup;
import dev.andon.hub.cache.Question;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.price.RequestShape;
import dev.andon.hub.ratelimit.Permit;
import dev.andon.hub.ratelimit.RateLimits;
import dev.andon.hub.request.Checked;
import dev.andon.hub.request.Door;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.Namespace;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.Trail;
import dev.andon.hub.routing.RouteOutcome;
import dev.andon.hub.routing.plan.RoutePlan;
import dev.andon.hub.routing.plan.RouteQuery;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The gateway with its stages in their order: key, shape, rate, route, cache, then attempt after
 * attempt [hold, provider, settle]. Thread-safe.
 */
public final class StagedGateway implements Gateway {
  private final CallerKeys keys;
  private final RateLimits rates;
  private final AnswerCache cache;
  private final Billing billing;
  private final Attempts attempts;
  private final RequestContexts contexts;
  private volatile Upstreams upstreams;

  /**
   * Puts the stages together; each is thread-safe.
   *
   * @param billing books what the cache answered, and says when nothing may be paid
   */
  public StagedGateway(
      CallerKeys keys,
      RateLimits rates,
      AnswerCache cache,
      Billing billing,
      Attempts attempts,
      RequestContexts contexts,
      Upstreams upstreams) {
    this.keys = keys;
    this.rates = rates;
    this.cache = cache;
    this.billing = billing;
    this.attempts = attempts;
    this.contexts = contexts;
    this.upstreams = upstreams;
  }

  /** Other providers and routes from now on; requests under way keep theirs. */
  public void replace(Upstreams next) {
    upstreams = next;
  }

  /** The providers and routes of this moment. */
  public Upstreams upstreams() {
    return upstreams;
  }

  @Override
  public GatewayOutcome handle(GatewayRequest request) {
    try (RequestContext context = contexts.open(request)) {
      return context.ends(outcome(context, upstreams));
    }
  }

  private GatewayOutcome outcome(RequestContext context, Upstreams now) {
    Checked<VirtualKey> key = identify(context);
    if (key.stopped()) {
      return context.refused(key.refusal());
    }
    Checked<RequestShape> shape = context.measured();
    if (shape.stopped()) {
      return context.refused(shape.refusal());
    }
    Checked<Permit> permit = enter(context, key.value(), shape.value());
    if (permit.stopped()) {
      return context.refused(permit.refusal());
    }
    Checked<RoutePlan> plan = plan(context, key.value(), now);
    if (plan.stopped()) {
      return context.refused(plan.refusal());
    }
    Optional<Lookup> known = lookUp(context, key.value(), plan.value());
    if (known.isPresent() && known.get() instanceof Lookup.Hit hit) {
      return serve(context, key.value(), plan.value(), hit);
    }
    GatewayOutcome outcome = ask(context, key.value(), shape.value(), plan.value(), now);
    keep(known, outcome, context);
    return outcome;
  }

  private Checked<VirtualKey> identify(RequestContext context) {
    Checked<VirtualKey> found = keys.find(context.request().caller());
    if (!found.stopped()) {
      context.key(found.value());
    }
    return found;
  }

  /** Stations name each escalation once; only other callers run into retry loops. */
  private Checked<Permit> enter(RequestContext context, VirtualKey key, RequestShape shape) {
    GatewayRequest request = context.request();
    Optional<String> print =
        request.door() == Door.MQTT
            ? Optional.empty()
            : Optional.of(RequestPrint.of(request.content()));
    Checked<Permit> entered =
        rates.enter(key.id(), key.owners(), print, RequestMeasure.estimatedTokens(shape));
    if (!entered.stopped()) {
      context.admitted(entered.value());
    }
    return entered;
  }

  private static Checked<RoutePlan> plan(RequestContext context, VirtualKey key, Upstreams now) {
    GatewayRequest request = context.request();
    RouteQuery asked =
        new RouteQuery(request.content().model(), key.id(), request.lane(), request.attributes());
    Optional<RoutePlan> plan = now.plan(asked);
    if (plan.isEmpty()) {
      return new Checked.Stop<>(unknownModel(asked.model().text()));
    }
    context.route(plan.get().route());
    return new Checked.Go<>(plan.get());
  }

  /** Empty for what the cache does not look at. */
  private Optional<Lookup> lookUp(RequestContext context, VirtualKey key, RoutePlan plan) {
    if (!(context.request().content() instanceof Chat chat)) {
      return Optional.empty();
    }
    Lookup found = cache.find(new Question(namespace(context, key), chat, target(plan, chat), ""));
    switch (found) {
      case Lookup.Hit hit ->
          context.cache(
              Trail.CacheStatus.HIT, "entry " + hit.key() + " of request " + hit.source());
      case Lookup.Bypassed bypassed -> context.cache(Trail.CacheStatus.BYPASSED, bypassed.reason());
      case Lookup.Miss _ -> context.cache(Trail.CacheStatus.MISS, "");
    }
    return Optional.of(found);
  }

  /** A hit is free, also for a key whose money is spent. */
  private GatewayOutcome serve(
      RequestContext context, VirtualKey key, RoutePlan plan, Lookup.Hit hit) {
    billing.hit(
        context.request().id(),
        key.owners(),
        context.request().attributes().variant().orElse(""),
        plan.candidates().getFirst().toString(),
        hit.completion().usage());
    return context.answered(hit.completion());
  }

  private GatewayOutcome ask(
      RequestContext context, VirtualKey key, RequestShape shape, RoutePlan plan, Upstreams now) {
    Optional<Refusal.Busy> paused = billing.paused();
    if (paused.isPresent()) {
      return context.refused(paused.get());
    }
    GatewayRequest request = context.request();
    RouteOutcome<PaidAnswer> routed =
        now.router()
            .run(
                request.content().model().text(),
                plan,
                context.deadline(key),
                request.content() instanceof Chat chat && chat.stream(),
                context.log(),
                attempts.of(context, now.router(), key, shape));
    return switch (routed) {
      case RouteOutcome.Refused<PaidAnswer> no -> context.refused(no.refusal());
      case RouteOutcome.Failed<PaidAnswer> failed -> context.failed(failed.failure());
      case RouteOutcome.Answered<PaidAnswer>(PaidAnswer.Whole whole) ->
          context.answered(whole.reply());
      case RouteOutcome.Answered<PaidAnswer>(PaidAnswer.Live live) ->
          new GatewayOutcome.Streamed(live.stream(), context.trail());
    };
  }

  private void keep(Optional<Lookup> known, GatewayOutcome outcome, RequestContext context) {
    if (known.isPresent()
        && known.get() instanceof Lookup.Miss miss
        && outcome instanceof GatewayOutcome.Answered(Completion completion, Trail trail)) {
      cache.keep(miss, completion, trail.cost(), context.request().id());
    }
  }

  /** The request's own, or every field that the key declares; without one of them there is none. */
  private static Optional<Namespace> namespace(RequestContext context, VirtualKey key) {
    if (context.request().namespace().isPresent() || key.namespaceFields().isEmpty()) {
      return context.request().namespace();
    }
    Map<String, String> fields = new HashMap<>();
    for (String field : key.namespaceFields()) {
      Optional<String> value = context.request().attributes().get(field);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      fields.put(field, value.get());
    }
    return Optional.of(new Namespace(fields));
  }

  /** A changed route must not serve another model's answers. */
  private static String target(RoutePlan plan, Chat chat) {
    return chat.model() + " " + plan.candidates().stream().map(Object::toString).sorted().toList();
  }

  private static Refusal unknownModel(String model) {
    return new Refusal.Model(
        model,
        false,
        "the model '"
            + model
            + "' is neither a route nor provider/model of a configured provider; GET /v1/models lists them");
  }
}
