package dev.andon.hub.telemetry;

import dev.andon.hub.gateway.RequestLog;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.Trail;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Tells an OpenTelemetry collector about ended requests: one span for the request, one below it for
 * each attempt, made from the trail. Spans are sent in batches by a thread of the exporter; a
 * collector that is away costs nothing but its spans. Thread-safe.
 *
 * <p>Names follow the semantic conventions for generative AI:
 * https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/
 */
public final class SpanLog implements RequestLog, AutoCloseable {
  private static final Duration FLUSH = Duration.ofSeconds(2);
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("gen_ai.operation.name");
  private static final AttributeKey<String> PROVIDER =
      AttributeKey.stringKey("gen_ai.provider.name");
  private static final AttributeKey<String> REQUEST_MODEL =
      AttributeKey.stringKey("gen_ai.request.model");
  private static final AttributeKey<Long> INPUT = AttributeKey.longKey("gen_ai.usage.input_tokens");
  private static final AttributeKey<Long> OUTPUT =
      AttributeKey.longKey("gen_ai.usage.output_tokens");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private final RequestLog next;
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /**
   * Sends to an OTLP/HTTP endpoint, and tells {@code next} as well.
   *
   * @param endpoint such as {@code http://collector:4318/v1/traces}
   */
  public static SpanLog to(String endpoint, RequestLog next) {
    return new SpanLog(OtlpHttpSpanExporter.builder().setEndpoint(endpoint).build(), next);
  }

  SpanLog(SpanExporter exporter, RequestLog next) {
    this.next = next;
    this.provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.builder().put(AttributeKey.stringKey("service.name"), "andon-hub").build())
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build();
    this.tracer = provider.get("dev.andon.hub");
  }

  @Override
  public void ended(GatewayRequest request, String outcome, Trail trail) {
    next.ended(request, outcome, trail);
    Span span =
        tracer
            .spanBuilder("chat " + request.content().model())
            .setNoParent()
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(trail.received())
            .setAttribute(OPERATION, "chat")
            .setAttribute(REQUEST_MODEL, request.content().model().text())
            .setAttribute("andon.request.id", request.id().toString())
            .setAttribute("andon.door", word(request.door()))
            .setAttribute("andon.lane", word(request.lane()))
            .setAttribute("andon.outcome", outcome)
            .setAttribute("andon.cache", word(trail.cache().status()))
            .startSpan();
    trail.keyId().ifPresent(key -> span.setAttribute("andon.key", key));
    trail.route().ifPresent(route -> span.setAttribute("andon.route", route));
    Context parent = Context.root().with(span);
    trail.attempts().forEach(attempt -> attempt(attempt, parent));
    if (!outcome.equals("answered") && !outcome.equals("streamed")) {
      span.setStatus(StatusCode.ERROR).setAttribute(ERROR, outcome);
    }
    span.end(end(trail.received(), trail.took()));
  }

  @Override
  public void close() {
    provider.shutdown().join(FLUSH.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void attempt(Trail.Attempt attempt, Context parent) {
    int slash = attempt.candidate().indexOf('/');
    Span span =
        tracer
            .spanBuilder("chat " + attempt.candidate())
            .setParent(parent)
            .setSpanKind(SpanKind.CLIENT)
            .setStartTimestamp(attempt.started())
            .setAttribute(OPERATION, "chat")
            .setAttribute(PROVIDER, attempt.candidate().substring(0, slash))
            .setAttribute(REQUEST_MODEL, attempt.candidate().substring(slash + 1))
            .setAttribute(INPUT, attempt.usage().input())
            .setAttribute(OUTPUT, attempt.usage().output())
            .setAttribute("andon.attempt", (long) attempt.number())
            .setAttribute("andon.cause", word(attempt.cause()))
            .startSpan();
    attempt.cost().ifPresent(cost -> span.setAttribute("andon.cost", cost.toString()));
    if (attempt.result() instanceof Trail.Result.Failed failed) {
      span.setStatus(StatusCode.ERROR).setAttribute(ERROR, word(failed.error()));
    }
    span.end(end(attempt.started(), attempt.took()));
  }

  private static Instant end(Instant began, Duration took) {
    return began.plus(took);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
