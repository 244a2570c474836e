package dev.andon.hub.telemetry;

import dev.andon.hub.gateway.RequestLog;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.Trail;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts and times each request before it is logged. Thread-safe. */
public record MeteredRequestLog(MeterRegistry registry, RequestLog next) implements RequestLog {
  @Override
  public void ended(GatewayRequest request, String outcome, Trail trail) {
    String door = request.door().name().toLowerCase(Locale.ROOT);
    registry.timer("andon.requests", "door", door, "outcome", outcome).record(trail.took());
    registry
        .timer("andon.requests.overhead", "door", door)
        .record(trail.took().minus(trail.upstream()));
    if (trail.fallbacks() > 0) {
      registry
          .counter("andon.requests.fallbacks", "door", door)
          .increment((double) trail.fallbacks());
    }
    next.ended(request, outcome, trail);
  }
}
