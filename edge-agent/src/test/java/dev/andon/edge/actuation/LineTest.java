package dev.andon.edge.actuation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.andon.config.Secret;
import dev.andon.wire.Box;
import dev.andon.wire.Region;
import dev.andon.wire.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineTest {
  private static final LineCommand COMMAND =
      new LineCommand(
          new UUID(1, 2),
          "bologna/line-1/st-04",
          "part-7",
          "flange",
          "top",
          LineSignal.REJECT,
          "verdict",
          Instant.parse("2026-11-20T12:00:00Z"));

  private final List<String> received = new CopyOnWriteArrayList<>();
  private volatile int answer = 204;
  private HttpServer server;
  private URI url;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/line",
        exchange -> {
          received.add(
              exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Idempotency-Key")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
        });
    server.start();
    url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/line");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void the_webhook_gets_the_command_as_json_with_its_token() throws Exception {
    try (WebhookOutput output =
        new WebhookOutput(url, Optional.of(new Secret("s3cret")), Duration.ofSeconds(5))) {
      output.send(COMMAND);
      assertThat(output.name()).doesNotContain("s3cret");
    }
    assertThat(received)
        .singleElement()
        .asString()
        .startsWith("Bearer s3cret 00000000-0000-0001-0000-000000000002 {")
        .contains("\"part_id\":\"part-7\"", "\"signal\":\"reject\"", "\"cause\":\"verdict\"");
  }

  @Test
  void any_other_answer_than_2xx_is_a_failure_and_is_not_repeated() {
    answer = 500;
    try (WebhookOutput output = new WebhookOutput(url, Optional.empty(), Duration.ofSeconds(5))) {
      assertThatThrownBy(() -> output.send(COMMAND)).hasMessageContaining("answered 500");
    }
    assertThat(received).hasSize(1);
  }

  @Test
  void verdicts_and_the_rule_for_silence_become_signals() {
    Verdict none = new Verdict.Inconclusive(Verdict.Reason.BUDGET);
    LinePolicy reject = new LinePolicy(OnTimeout.REJECT);
    assertThat(reject.signal(new Verdict.Pass(), LineSignal.HOLD)).isEqualTo(LineSignal.ACCEPT);
    assertThat(reject.signal(new Verdict.Defect(List.of()), LineSignal.HOLD))
        .isEqualTo(LineSignal.REJECT);
    assertThat(reject.signal(none, LineSignal.HOLD)).isEqualTo(LineSignal.HOLD);
    assertThat(reject.fallback(regions(0.1f))).isEqualTo(LineSignal.REJECT);
    assertThat(new LinePolicy(OnTimeout.ACCEPT).fallback(regions(0.9f)))
        .isEqualTo(LineSignal.ACCEPT);
    assertThat(new LinePolicy(OnTimeout.LOCAL).fallback(regions(0.49f)))
        .isEqualTo(LineSignal.ACCEPT);
    assertThat(new LinePolicy(OnTimeout.LOCAL).fallback(regions(0.5f)))
        .isEqualTo(LineSignal.REJECT);
  }

  private static List<Region> regions(float score) {
    return List.of(
        new Region(
            0, new Box(0, 0, 8, 8), List.of(new Region.Score("scratch", score)), new float[0]));
  }
}
