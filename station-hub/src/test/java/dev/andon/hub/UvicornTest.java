package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.fixtures.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A provider served by uvicorn, as vLLM and LiteLLM are: it ends a connection that was idle for 5
 * s, unless told otherwise, and says nothing about it before.
 */
@Tag("sdk")
final class UvicornTest {
  private static final Path SDKS = Path.of(System.getProperty("andon.sdks", "target/sdks"));
  private static final int CALLS = 8;

  @TempDir Path folder;

  @Test
  void with_its_defaults_every_call_is_answered_and_booked_at_its_price() throws Exception {
    every(Duration.ofMillis(6_500), List.of());
  }

  @Test
  void at_the_very_moment_at_which_it_ends_connections_too() throws Exception {
    every(Duration.ofSeconds(1), List.of("--timeout-keep-alive", "1"));
  }

  private void every(Duration pace, List<String> options) throws Exception {
    int port = FreePort.take();
    Process uvicorn = uvicorn(port, options);
    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> listens(port));
      try (StationHub hub =
          TestingHub.start(folder, TestingHub.yaml("http://127.0.0.1:" + port + "/v1"))) {
        assertThat(ask(hub, pace)).hasSize(CALLS).containsOnly("200 0.000009 EUR");
        assertThat(served(port)).isEqualTo("" + CALLS);
      }
    } finally {
      uvicorn.destroy();
      uvicorn.waitFor(10, TimeUnit.SECONDS);
    }
  }

  /** Real time must pass between the calls: a scheduler paces them. */
  private static List<String> ask(StationHub hub, Duration pace) throws Exception {
    List<ScheduledFuture<String>> calls = new ArrayList<>();
    try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < CALLS; i++) {
        calls.add(
            clock.schedule(() -> ask(client, hub), pace.toMillis() * i, TimeUnit.MILLISECONDS));
      }
      List<String> told = new ArrayList<>();
      for (ScheduledFuture<String> call : calls) {
        told.add(call.get(2, TimeUnit.MINUTES));
      }
      return told;
    }
  }

  private static String ask(HttpClient client, StationHub hub)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(hub.address() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer vk_demo")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"judges\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hi "
                            + System.nanoTime()
                            + "\"}]}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.headers().firstValue("x-andon-cost").orElse("");
  }

  private Process uvicorn(int port, List<String> options) throws IOException {
    Path app = folder.resolve("provider.py");
    try (InputStream in = UvicornTest.class.getResourceAsStream("/sdk/provider.py")) {
      Files.write(app, in.readAllBytes());
    }
    List<String> command = new ArrayList<>();
    command.add(SDKS.resolve("python").resolve("bin").resolve("python").toAbsolutePath() + "");
    command.addAll(List.of("-m", "uvicorn", "provider:app", "--host", "127.0.0.1"));
    command.addAll(List.of("--port", "" + port));
    command.addAll(options);
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("uvicorn.log").toFile())
        .start();
  }

  private static boolean listens(int port) {
    try {
      return !served(port).isEmpty();
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** How many requests the provider received whole. */
  private static String served(int port) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/served")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
