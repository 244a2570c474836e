package dev.andon.hub;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.andon.config.ConfigWatch;
import dev.andon.hub.provider.Upstream;
import dev.andon.hub.setup.HubConfig;
import dev.andon.hub.setup.HubConfigReader;
import dev.andon.hub.setup.HubPlatform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running hub takes another configuration whole, or not at all. */
final class ReloadTest {
  private static final Duration OFTEN = Duration.ofMillis(100);
  private static final String ANSWER =
      """
      {"id":"c1","model":"m","created":1,"choices":[{"index":0,"message":
       {"role":"assistant","content":"hello"},"finish_reason":"stop"}],
       "usage":{"prompt_tokens":10,"completion_tokens":2}}""";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  /** Equal requests would look like a retry loop. */
  private final AtomicInteger serial = new AtomicInteger();

  private volatile String known = "sk-old";
  private Upstream provider;
  private StationHub hub;
  private ConfigWatch watch;

  @BeforeEach
  void start() throws IOException {
    provider = new Upstream(this::answer);
    Files.writeString(folder.resolve("prices.yaml"), TestingHub.PRICES);
    write(yaml("sk-old"));
    hub = new StationHub(HubConfigReader.read(file()), HubPlatform.ofProcess(folder));
    watch = new ConfigWatch(file(), () -> hub.reload(HubConfigReader.read(file())), OFTEN);
    watch.start();
  }

  @AfterEach
  void stop() throws IOException {
    watch.close();
    hub.close();
    provider.close();
    client.close();
  }

  private void answer(Upstream.Received request, Upstream.Reply reply) throws IOException {
    boolean good = ("Bearer " + known).equals(request.headers().get("authorization"));
    reply.json(good ? 200 : 401, good ? ANSWER : "{\"error\":{\"message\":\"no\"}}");
  }

  private Path file() {
    return folder.resolve("hub.yaml");
  }

  private void write(String yaml) throws IOException {
    Files.writeString(file(), yaml);
  }

  private String yaml(String key) {
    return """
        plant: {id: plant-1, currency: EUR}
        http: {port: 0, open: true}
        providers:
          openai: {base_url: "%s/v1", keys: [%s]}
        virtual_keys:
          - {id: vk_demo, allowed_models: ["openai/*"]}
        """
        .formatted(provider.url(), key);
  }

  private int ask(String key) {
    String body =
        "{\"model\":\"openai/gpt-4o-mini\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"%d\"}]}"
            .formatted(serial.incrementAndGet());
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(hub.address() + "/v1/chat/completions"))
                  .header("Content-Type", "application/json")
                  .header("Authorization", "Bearer " + key)
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void a_rotated_provider_key_is_taken_from_the_changed_file_without_a_restart() throws Exception {
    assertThat(ask("vk_demo")).isEqualTo(200);
    known = "sk-new";
    assertThat(ask("vk_demo")).as("upstream_credentials_exhausted").isEqualTo(502);

    write(yaml("sk-new"));

    await().until(() -> ask("vk_demo") == 200);
  }

  @Test
  void a_file_that_cannot_be_used_is_refused_as_a_whole_and_the_old_one_goes_on() throws Exception {
    AtomicInteger reads = new AtomicInteger();
    Path other = folder.resolve("other.yaml");
    Files.writeString(other, yaml("sk-old"));
    try (ConfigWatch counted =
        new ConfigWatch(
            other,
            () -> {
              reads.incrementAndGet();
              hub.reload(HubConfigReader.read(other));
            },
            OFTEN)) {
      counted.start();
      Files.writeString(other, yaml("sk-wrong").replace("vk_demo", "vk_other") + "routs: []\n");
      await().until(() -> reads.get() == 1);
      assertThat(ask("vk_demo")).isEqualTo(200);
      assertThat(ask("vk_other")).isEqualTo(401);

      Files.writeString(other, yaml("sk-old").replace("vk_demo", "vk_other"));
      await().until(() -> ask("vk_other") == 200);
      assertThat(ask("vk_demo")).isEqualTo(401);
    }
  }

  @Test
  void nothing_is_taken_from_a_configuration_whose_last_part_does_not_fit() {
    String broken =
        yaml("sk-wrong").replace("vk_demo", "vk_other")
            + "budgets:\n  - {owner: plant/plant-1, monthly_jpy: 10}\n";
    HubConfig next = TestingHub.config(folder, broken);

    assertThatThrownBy(() -> hub.reload(next))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("JPY");

    assertThat(ask("vk_demo")).isEqualTo(200);
    assertThat(ask("vk_other")).isEqualTo(401);
  }

  @Test
  void no_request_fails_while_configurations_come_and_go() throws Exception {
    AtomicInteger failed = new AtomicInteger();
    AtomicInteger asked = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  failed.incrementAndGet();
                  while (!stop.get()) {
                    assertThat(ask("vk_demo")).isEqualTo(200);
                    asked.incrementAndGet();
                  }
                  failed.decrementAndGet();
                });
    for (int i = 1; i <= 20; i++) {
      int before = asked.get();
      String cap = (1000 + i) + ".00";
      String budget = "budgets:\n  - {owner: key/vk_demo, monthly_eur: " + (1000 + i) + "}\n";
      assertThat(hub.reload(TestingHub.config(folder, yaml("sk-old") + budget))).isEmpty();
      assertThat(hub.billing().budgets().standings())
          .as("the cap of this round is in force")
          .anySatisfy(standing -> assertThat(standing.toString()).contains(cap));
      await().until(() -> asked.get() > before || !caller.isAlive());
    }
    stop.set(true);
    assertThat(caller.join(Duration.ofMinutes(1))).isTrue();
    assertThat(failed.get()).as("callers that ended with a failure").isZero();
    assertThat(asked.get()).isGreaterThanOrEqualTo(20);
  }

  @Test
  void every_key_of_the_configuration_is_either_taken_at_once_or_named_as_waiting() {
    List<String> keys =
        Arrays.stream(HubConfig.class.getRecordComponents())
            .map(component -> component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(ROOT))
            .toList();
    List<String> decided = new ArrayList<>(HubConfig.AT_START.keySet());
    decided.addAll(HubConfig.LIVE);
    assertThat(decided).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void what_waits_for_the_next_start_is_named() {
    String changed =
        yaml("sk-old")
            + "deadline: 9s\nkeep_requests: 3d\nalert_webhook: http://127.0.0.1:9/\n"
            + "identical_requests: {max: 7, within: 1m}\ncache: {enabled: false}\n";
    assertThat(hub.reload(TestingHub.config(folder, changed)))
        .containsExactly(
            "cache", "identical_requests", "deadline", "keep_requests", "alert_webhook");
    assertThat(hub.reload(TestingHub.config(folder, yaml("sk-old")))).isEmpty();
  }

  @Test
  void a_hang_up_signal_has_the_file_read_although_it_did_not_change() throws Exception {
    AtomicInteger reads = new AtomicInteger();
    try (ConfigWatch counted = new ConfigWatch(file(), reads::incrementAndGet, OFTEN)) {
      counted.start();
      String self = Long.toString(ProcessHandle.current().pid());
      assertThat(new ProcessBuilder("kill", "-HUP", self).start().waitFor()).isZero();
      await().until(() -> reads.get() > 0);
    }
  }
}
