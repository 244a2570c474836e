package dev.andon.hub.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.gateway.RequestLog;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.provider.Upstream;
import dev.andon.hub.request.Attributes;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.Door;
import dev.andon.hub.request.ErrorClass;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.request.RequestLane;
import dev.andon.hub.request.Trail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanLogTest {
  private static final Instant BEGAN = Instant.parse("2026-11-20T10:00:00Z");

  @Test
  void a_request_becomes_a_span_with_one_below_it_per_attempt()
      throws IOException, InterruptedException {
    List<String> told = new ArrayList<>();
    try (Upstream collector =
        new Upstream(
            (request, reply) -> reply.complete(200, "application/x-protobuf", new byte[0]))) {
      try (SpanLog log =
          SpanLog.to(
              collector.url() + "/v1/traces", (request, outcome, trail) -> told.add(outcome))) {
        log.ended(request(), "answered", trail());
      }
      Upstream.Received sent = collector.take();
      assertThat(sent.path()).isEqualTo("/v1/traces");
      String text = new String(sent.body(), StandardCharsets.ISO_8859_1);
      assertThat(text)
          .contains("gen_ai.request.model", "gen_ai.usage.input_tokens", "openai", "anthropic")
          .contains("chat openai/gpt-4o-mini", "chat anthropic/claude", "server")
          .doesNotContain("vk-secret");
    }
    assertThat(told).containsExactly("answered");
  }

  @Test
  void a_collector_that_is_away_is_no_reason_to_fail() {
    try (SpanLog log = SpanLog.to("http://127.0.0.1:1/v1/traces", RequestLog.none())) {
      log.ended(request(), "answered", trail());
    }
  }

  private static GatewayRequest request() {
    return new GatewayRequest(
        RequestId.create(1, new Random(1)),
        Door.CHAT_COMPLETIONS,
        new Caller.Presented("vk-secret"),
        RequestLane.LIVE,
        Attributes.NONE,
        Optional.empty(),
        Optional.empty(),
        10,
        Chat.of(
            WireFormat.OPENAI,
            new ModelName("judge"),
            List.of(),
            List.of(Message.of(Message.Role.USER, new Part.Text("hi")))));
  }

  private static Trail trail() {
    return new Trail(
        RequestId.create(1, new Random(1)),
        BEGAN,
        Optional.of("anna"),
        Optional.of("judge"),
        Trail.CacheNote.NONE,
        List.of(
            attempt(
                1,
                "openai/gpt-4o-mini",
                new Trail.Result.Failed(ErrorClass.SERVER, Optional.of(500), "boom")),
            attempt(2, "anthropic/claude", new Trail.Result.Succeeded())),
        Duration.ofSeconds(2),
        Duration.ofSeconds(1));
  }

  private static Trail.Attempt attempt(int number, String candidate, Trail.Result result) {
    return new Trail.Attempt(
        number,
        number == 1 ? Trail.Cause.FIRST : Trail.Cause.FALLBACK,
        candidate,
        Optional.of("primary"),
        BEGAN,
        Duration.ofMillis(300),
        Optional.empty(),
        result,
        TokenUsage.of(100, 10),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
