package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.hub.setup.HubConfigReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Configurations that cannot be used, given to a hub that runs. */
final class BrokenReloadTest {
  /** Equal requests would look like a retry loop. */
  private static final AtomicInteger SERIAL = new AtomicInteger();

  @TempDir static Path folder;
  private static TestingProvider provider;
  private static HttpClient client;

  /** One for all: what is refused leaves nothing behind. */
  private static StationHub hub;

  @BeforeAll
  static void start() {
    provider = new TestingProvider();
    client = HttpClient.newHttpClient();
    hub = TestingHub.start(folder, TestingHub.yaml(provider.url()));
  }

  @AfterAll
  static void stop() {
    hub.close();
    provider.close();
    client.close();
  }

  /** What is wrong with it. */
  enum Fault {
    NO_YAML,
    EMPTY,
    UNKNOWN_KEY,
    WRONG_TYPE,
    KEY_TWICE,
    NEGATIVE_CAP,
    UNKNOWN_WINDOW,
    NO_EXCHANGE_RATE,
    UNKNOWN_PROVIDER,
    SECRET_NOT_THERE;

    String in(String yaml) {
      return switch (this) {
        case NO_YAML -> yaml + "lines: [\n";
        case EMPTY -> "";
        case UNKNOWN_KEY -> yaml + "routs: []\n";
        case WRONG_TYPE -> yaml.replace("port: 0", "port: many");
        case KEY_TWICE -> yaml + "  - {id: vk_other, line: line-1, allowed_models: []}\n";
        case NEGATIVE_CAP -> yaml.replace("daily_eur: 1", "daily_eur: -1");
        case UNKNOWN_WINDOW -> yaml.replace("daily_eur", "dayly_eur");
        case NO_EXCHANGE_RATE -> yaml.replace("daily_eur", "daily_jpy");
        case UNKNOWN_PROVIDER -> yaml.replace("candidates: [openai/", "candidates: [nowhere/");
        case SECRET_NOT_THERE -> yaml.replace("[secret-upstream-key]", "[env.NOT_THERE_AT_ALL]");
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void a_broken_configuration_is_refused_whole_and_the_old_one_stays_in_force(Fault fault)
      throws Exception {
    String other = TestingHub.yaml(provider.url()).replace("vk_demo", "vk_other");
    Path file = Files.writeString(folder.resolve("next.yaml"), fault.in(other));

    assertThatThrownBy(() -> hub.reload(HubConfigReader.read(file)))
        .hasMessageMatching("(?s).{20,}");

    assertThat(ask("vk_demo")).isEqualTo(200);
    assertThat(ask("vk_other")).isEqualTo(401);
  }

  private static int ask(String key) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(hub.address() + "/v1/chat/completions"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        {"model":"openai/gpt-4o-mini","max_tokens":50,
                         "messages":[{"role":"user","content":"Hello %d"}]}"""
                            .formatted(SERIAL.incrementAndGet())))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
