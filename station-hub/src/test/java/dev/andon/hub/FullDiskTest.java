package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub on a small file system of its own, which only root may mount. */
@Tag("kills")
final class FullDiskTest {
  private static final String CHAT =
      """
      {"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hello NUMBER"}],"max_tokens":50}""";

  @TempDir Path folder;
  private final TestingProvider provider = new TestingProvider();
  private final HttpClient client = HttpClient.newHttpClient();
  private Path disk;
  private StationHub hub;
  private int number;

  @BeforeEach
  void start() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString());
    hub = TestingHub.start(folder, TestingHub.yaml(provider.url()) + "\ndata: " + disk + "/data\n");
  }

  @AfterEach
  void stop() throws Exception {
    hub.close();
    provider.close();
    client.close();
    run("umount", disk.toString());
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), said).isZero();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(hub.address() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> chat() throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(hub.address() + "/v1/chat/completions"))
            .header("Authorization", "Bearer vk_demo")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(CHAT.replace("NUMBER", "" + number++)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private Path fill() throws IOException {
    Path filler = disk.resolve("filler");
    byte[] block = new byte[4_096];
    try (var out = Files.newOutputStream(filler, StandardOpenOption.CREATE)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      return filler;
    }
  }

  private HttpResponse<String> untilRefused() throws Exception {
    HttpResponse<String> response = chat();
    while (response.statusCode() == 200) {
      response = chat();
    }
    return response;
  }

  @Test
  void a_hub_on_a_full_disk_refuses_with_503_and_works_again_when_there_is_room() throws Exception {
    assertThat(chat().statusCode()).isEqualTo(200);
    Path filler = fill();

    HttpResponse<String> refused = untilRefused();
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
    assertThat(refused.body()).contains("store_unavailable", "the disk is full");
    assertThat(get("/health/ready").body()).contains("hub.db cannot be written: the disk is full");

    Files.delete(filler);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(get("/health/ready").statusCode()).isEqualTo(200));
    for (int i = 0; i < 20; i++) {
      assertThat(chat().statusCode()).isEqualTo(200);
    }
    assertThat(hub.billing().budgets().open()).isEmpty();
  }
}
