package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.provider.Upstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first provider takes the request and says nothing for two minutes. */
final class SilentProviderTest {
  private static final Duration DEADLINE = Duration.ofSeconds(4);
  private static final String ANSWER =
      """
      {"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-4-5",
       "content":[{"type":"text","text":"from the fallback"}],"stop_reason":"end_turn",
       "usage":{"input_tokens":20,"output_tokens":10}}""";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch tested = new CountDownLatch(1);
  private Upstream silent;
  private Upstream fallback;
  private StationHub hub;

  @BeforeEach
  void start() throws IOException {
    silent = new Upstream((request, reply) -> reply.silence());
    fallback = new Upstream((request, reply) -> reply.json(200, ANSWER));
    hub = TestingHub.start(folder, yaml());
  }

  private String yaml() {
    return """
        http: {port: 0, open: true}
        providers:
          openai: {base_url: "%s/v1", keys: [sk-1]}
          anthropic: {base_url: "%s", keys: [sk-2]}
        routes:
          - {models: [judges], candidates: [openai/gpt-4o-mini], fallbacks: [anthropic/claude-haiku-4-5]}
        virtual_keys:
          - {id: vk_demo, allowed_models: ["*"]}
        """
        .formatted(silent.url(), fallback.url());
  }

  @AfterEach
  void stop() throws IOException {
    tested.countDown();
    hub.close();
    silent.close();
    fallback.close();
    client.close();
  }

  private HttpResponse<String> ask(String more) throws IOException, InterruptedException {
    String body =
        "{\"model\":\"judges\",\"max_tokens\":50,%s\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
            .formatted(more);
    return client.send(
        HttpRequest.newBuilder(URI.create(hub.address() + "/v1/chat/completions"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer vk_demo")
            .header("x-andon-deadline-ms", Long.toString(DEADLINE.toMillis()))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_silent_upstream_ends_within_the_deadline_with_the_fallbacks_answer() throws Exception {
    long began = System.nanoTime();
    HttpResponse<String> response = ask("");

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(DEADLINE);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body()).contains("from the fallback");
    assertThat(response.headers().firstValue("x-andon-provider")).contains("anthropic");
    assertThat(response.headers().firstValue("x-andon-fallbacks")).contains("1");
  }

  @Test
  void silence_behind_the_headers_of_an_answer_ends_in_time_too() throws Exception {
    silent.script(
        (request, reply) -> {
          reply.stream("application/json");
          reply.write("{\"id\":");
          var _ = tested.await(120, TimeUnit.SECONDS);
        });
    long began = System.nanoTime();
    HttpResponse<String> response = ask("");

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(DEADLINE);
    assertThat(response.body()).contains("from the fallback");
  }

  @Test
  void with_nobody_else_to_ask_the_caller_is_told_when_its_deadline_has_passed() throws Exception {
    fallback.script((request, reply) -> reply.silence());
    long began = System.nanoTime();
    HttpResponse<String> response = ask("");

    assertThat(response.statusCode()).isIn(503, 504);
    assertThat(response.body()).contains("\"error\"");
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isLessThan(DEADLINE.plus(Duration.ofSeconds(2)));
  }
}
