package dev.andon.hub.telemetry;

import dev.andon.hub.json.JsonWriter;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.Trail;
import java.time.Duration;
import java.util.Locale;

/** Writes a trail as JSON. Holds no content, no key and no secret, as the trail holds none. */
final class TrailJson {
  private TrailJson() {}

  static String write(GatewayRequest request, String outcome, Trail trail) {
    return JsonWriter.text(
        out -> {
          out.field("id", trail.request().toString());
          out.field("received", trail.received().toString());
          out.field("door", word(request.door()));
          out.field("lane", word(request.lane()));
          out.field("caller", caller(request.caller()));
          out.nullable("key", trail.keyId());
          out.object(
              "attributes",
              () ->
                  request.attributes().values().entrySet().stream()
                      .sorted(java.util.Map.Entry.comparingByKey())
                      .forEach(e -> out.field(e.getKey(), e.getValue())));
          out.field("model", request.content().model().text());
          out.field("body_bytes", request.bodyBytes());
          out.field("outcome", outcome);
          out.nullable("route", trail.route());
          out.object(
              "cache",
              () -> {
                out.field("status", word(trail.cache().status()));
                out.field("reason", trail.cache().reason());
              });
          out.array("steps", () -> trail.steps().forEach(step -> step(out, step)));
          out.field("took_ms", milliseconds(trail.took()));
          out.field("upstream_ms", milliseconds(trail.upstream()));
          out.field("cost", trail.cost().map(Money::toString));
        });
  }

  private static String caller(Caller caller) {
    return switch (caller) {
      case Caller.Presented _ -> "key";
      case Caller.Anonymous _ -> "anonymous";
      case Caller.Station s -> s.plant() + "/" + s.line() + "/" + s.station();
    };
  }

  private static void step(JsonWriter out, Trail.Step step) {
    out.object(
        () -> {
          out.field("candidate", step.candidate());
          out.field("key", step.keyLabel());
          switch (step) {
            case Trail.Skipped skipped -> {
              out.field("skipped", word(skipped.reason()));
              out.field("detail", skipped.detail());
            }
            case Trail.Attempt attempt -> attempt(out, attempt);
          }
        });
  }

  private static void attempt(JsonWriter out, Trail.Attempt attempt) {
    out.field("attempt", attempt.number());
    out.field("cause", word(attempt.cause()));
    out.field("started", attempt.started().toString());
    out.field("took_ms", milliseconds(attempt.took()));
    attempt.firstToken().ifPresent(t -> out.field("first_token_ms", milliseconds(t)));
    switch (attempt.result()) {
      case Trail.Result.Succeeded _ -> out.field("result", "succeeded");
      case Trail.Result.Running _ -> out.field("result", "running");
      case Trail.Result.Failed failed -> {
        out.field("result", "failed");
        out.field("error", word(failed.error()));
        failed.httpStatus().ifPresent(status -> out.field("http_status", status));
        out.field("detail", failed.detail());
      }
    }
    out.object("tokens", () -> tokens(out, attempt.usage()));
    out.field("price_version", attempt.priceVersion());
    out.field("hold", attempt.hold().map(Money::toString));
    out.field("cost", attempt.cost().map(Money::toString));
  }

  private static void tokens(JsonWriter out, TokenUsage usage) {
    out.field("input", usage.input());
    out.field("cached_input", usage.cachedInput());
    out.field("cache_write", usage.cacheWrite());
    out.field("cache_write_hour", usage.cacheWriteHour());
    out.field("image", usage.image());
    out.field("audio", usage.audio());
    out.field("output", usage.output());
    out.field("reasoning", usage.reasoning());
  }

  private static double milliseconds(Duration span) {
    return Math.round(span.toNanos() / 1e3) / 1e3;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
