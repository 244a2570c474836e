package dev.andon.hub.gateway;

import dev.andon.hub.budget.Limits;
import dev.andon.hub.budget.Storms;
import dev.andon.hub.cache.AnswerCache;
import dev.andon.hub.exchange.Ticker;
import dev.andon.hub.key.Keys;
import dev.andon.hub.provider.ImageFetch;
import dev.andon.hub.routing.RoutingEvents;
import dev.andon.hub.till.Till;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What the stages of a gateway work with; every part is thread-safe. */
public record Stages(
    Keys keys,
    StationKeys stations,
    Limits limits,
    Storms storms,
    AnswerCache cache,
    Till till,
    RequestLog requests,
    RoutingEvents events,
    GatewaySettings settings,
    AnswerCheck answers,
    ImageFetch images,
    InstantSource clock,
    Ticker ticker,
    RandomGenerator random) {
  /** With the fetching of images that public hosts allow. */
  public Stages(
      Keys keys,
      StationKeys stations,
      Limits limits,
      Storms storms,
      AnswerCache cache,
      Till till,
      RequestLog requests,
      RoutingEvents events,
      GatewaySettings settings,
      AnswerCheck answers,
      InstantSource clock,
      Ticker ticker,
      RandomGenerator random) {
    this(
        keys,
        stations,
        limits,
        storms,
        cache,
        till,
        requests,
        events,
        settings,
        answers,
        new ImageFetch(),
        clock,
        ticker,
        random);
  }
}
