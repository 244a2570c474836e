package dev.andon.hub.gateway;

import dev.andon.hub.budget.RateOutcome;
import dev.andon.hub.cache.Lookup;
import dev.andon.hub.cache.Question;
import dev.andon.hub.exchange.Caller;
import dev.andon.hub.exchange.Chat;
import dev.andon.hub.exchange.Completion;
import dev.andon.hub.exchange.Door;
import dev.andon.hub.exchange.GatewayOutcome;
import dev.andon.hub.exchange.GatewayRequest;
import dev.andon.hub.exchange.Namespace;
import dev.andon.hub.exchange.Refusal;
import dev.andon.hub.exchange.Trail;
import dev.andon.hub.key.KeyOutcome;
import dev.andon.hub.key.VirtualKey;
import dev.andon.hub.price.RequestShape;
import dev.andon.hub.routing.Asked;
import dev.andon.hub.routing.RoutePlan;
import dev.andon.hub.routing.Routed;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The gateway with its stages in their order: key → rate → cache → route → per attempt [hold →
 * provider → settle and ledger]. Each method is one stage and hands on to the next. Thread-safe.
 */
public final class StagedGateway implements Gateway {
  private final Stages stages;
  private volatile Upstreams upstreams;

  public StagedGateway(Stages stages, Upstreams upstreams) {
    this.stages = stages;
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
    Passage passage = new Passage(request, stages.clock(), stages.ticker());
    String code = "hub_error";
    boolean streams = false;
    try {
      GatewayOutcome outcome = key(passage);
      code = OutcomeCode.of(outcome);
      streams = outcome instanceof GatewayOutcome.Streamed;
      return outcome;
    } finally {
      if (!streams) {
        passage.ended(stages.requests(), code);
      }
    }
  }

  private GatewayOutcome key(Passage passage) {
    KeyOutcome found =
        switch (passage.request().caller()) {
          case Caller.Presented presented -> stages.keys().find(presented.key());
          case Caller.Anonymous _ -> stages.keys().find("");
          case Caller.Station station -> stages.stations().of(station);
        };
    return switch (found) {
      case KeyOutcome.Refused no -> passage.refused(no.refusal());
      case KeyOutcome.Known known -> {
        passage.key(known.key());
        yield shape(passage, known.key());
      }
    };
  }

  private GatewayOutcome shape(Passage passage, VirtualKey key) {
    return switch (Shape.of(passage.request().shown(), stages.settings().maxPixels())) {
      case Shape.Measured.Refused no -> passage.refused(no.refusal());
      case Shape.Measured.Fine fine -> rate(passage, key, fine.shape());
    };
  }

  private GatewayOutcome rate(Passage passage, VirtualKey key, RequestShape shape) {
    Optional<Refusal.Storm> storm = storm(passage.request(), key);
    if (storm.isPresent()) {
      return passage.refused(storm.get());
    }
    return switch (stages.limits().enter(key.owners(), Shape.estimatedTokens(shape))) {
      case RateOutcome.Refused no -> passage.refused(no.refusal());
      case RateOutcome.Admitted admitted -> {
        Departure departure = new Departure(stages, passage, admitted.permit());
        try {
          yield departure.watch(route(passage, key, shape));
        } finally {
          departure.unlessWatching();
        }
      }
    };
  }

  /** Stations name each escalation once; only other callers run into retry loops. */
  private Optional<Refusal.Storm> storm(GatewayRequest request, VirtualKey key) {
    return request.door() == Door.MQTT
        ? Optional.empty()
        : stages.storms().count(key.id(), RequestPrint.of(request.content()));
  }

  private GatewayOutcome route(Passage passage, VirtualKey key, RequestShape shape) {
    GatewayRequest request = passage.request();
    Upstreams now = upstreams;
    Asked asked =
        new Asked(request.content().model(), key.id(), request.lane(), request.attributes());
    Optional<RoutePlan> plan = now.routes().plan(asked, stages.random());
    if (plan.isEmpty()) {
      return passage.refused(unknownModel(asked.model().text()));
    }
    passage.route(plan.get().route());
    return request.content() instanceof Chat chat
        ? cache(passage, key, shape, now, plan.get(), chat)
        : attempts(passage, key, shape, now, plan.get());
  }

  private GatewayOutcome cache(
      Passage passage,
      VirtualKey key,
      RequestShape shape,
      Upstreams now,
      RoutePlan plan,
      Chat chat) {
    Question question = new Question(namespace(passage, key), chat, target(plan, chat), "");
    return switch (stages.cache().find(question)) {
      case Lookup.Hit hit -> hit(passage, key, plan, hit);
      case Lookup.Bypassed bypassed -> {
        passage.cache(Trail.CacheStatus.BYPASSED, bypassed.reason());
        yield attempts(passage, key, shape, now, plan);
      }
      case Lookup.Miss miss -> {
        passage.cache(Trail.CacheStatus.MISS, "");
        yield keep(passage, miss, attempts(passage, key, shape, now, plan));
      }
    };
  }

  private GatewayOutcome attempts(
      Passage passage, VirtualKey key, RequestShape shape, Upstreams now, RoutePlan plan) {
    Optional<Refusal.Busy> paused = stages.till().paused();
    if (paused.isPresent()) {
      return passage.refused(paused.get());
    }
    GatewayRequest request = passage.request();
    boolean streams = request.content() instanceof Chat chat && chat.stream();
    Routed<PaidAnswer> routed =
        now.router()
            .run(
                request.content().model().text(),
                plan,
                passage.deadline(key, stages.settings().deadline()),
                streams,
                passage.log(),
                new PaidAttempts(stages, now, passage, key, request.content(), shape));
    return switch (routed) {
      case Routed.Refused<PaidAnswer> no -> passage.refused(no.refusal());
      case Routed.Failed<PaidAnswer> failed -> passage.failed(failed.failure());
      case Routed.Answered<PaidAnswer>(PaidAnswer.Whole whole) -> passage.answered(whole.reply());
      case Routed.Answered<PaidAnswer>(PaidAnswer.Live live) ->
          new GatewayOutcome.Streamed(live.stream(), passage.trail());
    };
  }

  /** A hit is free, also for a key whose money is spent. */
  private GatewayOutcome hit(Passage passage, VirtualKey key, RoutePlan plan, Lookup.Hit hit) {
    passage.cache(Trail.CacheStatus.HIT, "entry " + hit.key() + " of request " + hit.source());
    stages
        .till()
        .hit(
            passage.request().id(),
            key.owners(),
            passage.request().attributes().variant().orElse(""),
            plan.candidates().getFirst().toString(),
            hit.completion().usage());
    return passage.answered(hit.completion());
  }

  private GatewayOutcome keep(Passage passage, Lookup.Miss miss, GatewayOutcome outcome) {
    if (outcome instanceof GatewayOutcome.Answered(Completion completion, Trail trail)) {
      stages.cache().keep(miss, completion, trail.cost(), passage.request().id());
    }
    return outcome;
  }

  /** The request's own, or every field that the key declares; without one of them there is none. */
  private static Optional<Namespace> namespace(Passage passage, VirtualKey key) {
    if (passage.request().namespace().isPresent() || key.namespaceFields().isEmpty()) {
      return passage.request().namespace();
    }
    Map<String, String> fields = new HashMap<>();
    for (String field : key.namespaceFields()) {
      Optional<String> value = passage.request().attributes().get(field);
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
