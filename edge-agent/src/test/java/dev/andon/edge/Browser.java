package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium with one tab, led by its own debugging protocol. */
final class Browser implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger number = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final WebSocket tab;

  Browser(Path folder) throws IOException {
    Path profile = folder.resolve("browser");
    process =
        new ProcessBuilder(
                "chromium",
                "--headless",
                "--disable-gpu",
                "--no-sandbox",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("browser.log").toFile())
            .start();
    Path port = profile.resolve("DevToolsActivePort");
    await().atMost(30, TimeUnit.SECONDS).until(() -> Files.exists(port) && Files.size(port) > 3);
    String address = "http://127.0.0.1:" + Files.readAllLines(port).getFirst() + "/json/list";
    tab = connected(pageOf(address));
  }

  private URI pageOf(String list) {
    return await()
        .atMost(30, TimeUnit.SECONDS)
        .ignoreExceptions()
        .until(
            () -> {
              var request = HttpRequest.newBuilder(URI.create(list)).build();
              var body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
              for (JsonNode each : JSON.readTree(body)) {
                if (each.path("type").stringValue().equals("page")) {
                  return URI.create(each.path("webSocketDebuggerUrl").stringValue());
                }
              }
              throw new IOException("no tab yet");
            },
            uri -> true);
  }

  private WebSocket connected(URI uri) {
    StringBuilder text = new StringBuilder();
    return client
        .newWebSocketBuilder()
        .buildAsync(
            uri,
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                text.append(data);
                if (last) {
                  answered(JSON.readTree(text.toString()));
                  text.setLength(0);
                }
                return WebSocket.Listener.super.onText(socket, data, last);
              }
            })
        .join();
  }

  private void answered(JsonNode message) {
    CompletableFuture<JsonNode> waiting = answers.remove(message.path("id").intValue(0));
    if (waiting != null) {
      waiting.complete(message);
    }
  }

  private JsonNode command(String method, Map<String, ?> parameters) {
    int id = number.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    tab.sendText(
            JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
        .join();
    JsonNode message = answer.orTimeout(30, TimeUnit.SECONDS).join();
    assertThat(message.has("error")).as(message.toString()).isFalse();
    return message.path("result");
  }

  void open(String address) {
    command("Page.navigate", Map.of("url", address));
  }

  /** What a script gives as a text. */
  String run(String script) {
    return command(
            "Runtime.evaluate",
            Map.of("expression", "String(" + script + ")", "returnByValue", true))
        .path("result")
        .path("value")
        .asString("");
  }

  /** Waits until the page shows a text. */
  void awaitText(String text) {
    await()
        .atMost(60, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(run("document.body.innerText")).contains(text));
  }

  void awaitTrue(String script) {
    await()
        .atMost(30, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(run(script)).as(script).isEqualTo("true"));
  }

  void size(int width, int height, boolean dark) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    command(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  void screenshot(Path file) throws IOException {
    String picture =
        command("Page.captureScreenshot", Map.of("format", "png")).path("data").stringValue();
    Files.write(file, Base64.getDecoder().decode(picture));
  }

  @Override
  public void close() {
    tab.abort();
    client.shutdownNow();
    process.destroyForcibly();
    process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
