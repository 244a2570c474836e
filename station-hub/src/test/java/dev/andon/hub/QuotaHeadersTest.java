package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuotaHeadersTest {
  private static final String HELLO =
      """
      {"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hello"}],"max_tokens":50}""";

  @TempDir Path folder;
  private final TestingProvider provider = new TestingProvider();
  private final HttpClient client = HttpClient.newHttpClient();
  private StationHub hub;

  @BeforeEach
  void start() {
    hub =
        TestingHub.start(
            folder,
            TestingHub.yaml(provider.url())
                + """
                    monthly_eur: 0.5
                    stop_at: 0.9
                lines:
                  - {id: line-1, weekly_usd: 400}
                exchange_rates:
                  - {from: USD, rate: 0.92, since: 2026-01-01}
                """);
  }

  @AfterEach
  void stop() {
    hub.close();
    provider.close();
    client.close();
  }

  @Test
  void every_answer_says_what_is_left_of_the_tightest_budget() throws Exception {
    HttpResponse<String> answer = ask(HELLO);
    assertThat(header(answer, "x-andon-budget")).isEqualTo("key/vk_demo month EUR");
    assertThat(header(answer, "x-andon-budget-limit")).isEqualTo("0.45 EUR");
    assertThat(header(answer, "x-andon-budget-left")).as("settled").isEqualTo("0.449991 EUR");
    assertThat(Instant.parse(header(answer, "x-andon-budget-resets-at"))).isAfter(Instant.now());

    HttpResponse<String> stream =
        ask(HELLO.replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\""));
    assertThat(header(stream, "x-andon-budget")).isEqualTo("key/vk_demo month EUR");
    HttpResponse<String> refused = ask(HELLO.replace("50", "1.5"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.headers().firstValue("x-andon-budget")).isPresent();
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElseThrow();
  }

  private HttpResponse<String> ask(String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(hub.address() + "/v1/chat/completions"))
            .header("Authorization", "Bearer vk_demo")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
