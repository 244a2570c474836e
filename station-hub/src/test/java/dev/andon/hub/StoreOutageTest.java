package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.hub.billing.SpendCopy;
import dev.andon.hub.setup.HubPlatform;
import dev.andon.hub.store.FaultyDisk;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A hub whose disk fails, as its callers and its operators see it. */
final class StoreOutageTest {
  /** So soon after its disk is fine again a hub promises to be ready. */
  private static final Duration HEALED = Duration.ofSeconds(10);

  /** Rounds come every few seconds. */
  private static final Duration COUNTED = Duration.ofSeconds(12);

  private static final JsonMapper JSON = new JsonMapper();
  private static final String CHAT =
      """
      {"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hello"}],"max_tokens":50}""";
  private static final String RESPONSES =
      """
      {"model":"openai/gpt-4o-mini","input":"Hello","max_output_tokens":50}""";
  private static final String NEW_KEY =
      """
      {"id":"vk_new","owners":["line/line-1"],"models":["*"]}""";
  private static final String TOP_UP =
      """
      {"budget":"key/vk_demo day EUR","amount":1,"reason":"more","granted_by":"me",\
      "until":"2999-01-01T00:00:00Z"}""";

  @TempDir Path folder;
  private final FaultyDisk disk = new FaultyDisk();
  private final TestingProvider provider = new TestingProvider();
  private final HttpClient client = HttpClient.newHttpClient();
  private StationHub hub;

  @BeforeEach
  void start() {
    hub =
        new StationHub(
            TestingHub.config(folder, TestingHub.yaml(provider.url())),
            HubPlatform.ofProcess(folder),
            this::open);
  }

  private HubStores open(Path data, InstantSource clock) {
    return new HubStores(
        disk.open(StoreSettings.of(data.resolve("hub.db")), HubStores.MONEY, clock),
        Store.open(StoreSettings.of(data.resolve("evidence.db")), HubStores.EVIDENCE, clock),
        Store.open(StoreSettings.of(data.resolve("spend.db")), SpendCopy.MIGRATIONS, clock));
  }

  @AfterEach
  void stop() {
    hub.close();
    provider.close();
    client.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(hub.address() + path)));
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(hub.address() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(
        request.header("Authorization", "Bearer vk_demo").build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode refused(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).contains("5");
    JsonNode error = JSON.readTree(response.body()).path("error");
    assertThat(error.path("code").asString()).isEqualTo("store_unavailable");
    assertThat(error.path("message").asString()).contains("the disk is full", "try again in 5 s");
    return error;
  }

  @Test
  void every_dialect_answers_503_in_its_own_shape_and_no_provider_is_asked() throws Exception {
    disk.failAllFrom(1, SQLiteErrorCode.SQLITE_FULL);

    assertThat(refused(post("/v1/chat/completions", CHAT)).path("type").asString())
        .isEqualTo("server_error");
    refused(post("/v1/responses", RESPONSES));
    HttpResponse<String> anthropic = post("/v1/messages", CHAT);
    assertThat(refused(anthropic).path("type").asString()).isEqualTo("overloaded_error");
    assertThat(JSON.readTree(anthropic.body()).path("type").asString()).isEqualTo("error");
    refused(post("/admin/keys", NEW_KEY));
    refused(post("/admin/budgets/top-ups", TOP_UP));
    assertThat(provider.bodies).isEmpty();
  }

  @Test
  void what_only_reads_goes_on_while_nothing_can_be_written() throws Exception {
    disk.failAllFrom(1, SQLiteErrorCode.SQLITE_READONLY);
    post("/v1/chat/completions", CHAT);

    assertThat(get("/v1/quota").statusCode()).isEqualTo(200);
    assertThat(get("/v1/models").statusCode()).isEqualTo(200);
    assertThat(get("/admin/budgets").statusCode()).isEqualTo(200);
    assertThat(get("/admin/keys").statusCode()).isEqualTo(200);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void ready_metrics_and_page_say_so_while_it_lasts_and_no_longer() throws Exception {
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    disk.failAllFrom(1, SQLiteErrorCode.SQLITE_FULL);
    post("/v1/chat/completions", CHAT);

    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body())
        .startsWith("store: hub.db cannot be written: the disk is full (full), since ");
    assertThat(get("/").body())
        .contains("store: hub.db cannot be written: the disk is full (full), since ");
    assertThat(get("/metrics").body())
        .contains("andon_store_writable{file=\"hub.db\"} 0.0")
        .contains("andon_store_writable{file=\"evidence.db\"} 1.0")
        .containsPattern(
            "andon_store_failures_total\\{file=\"hub.db\",kind=\"full\",work=\"write\"} [1-9]");

    disk.heal();
    await()
        .atMost(HEALED)
        .untilAsserted(() -> assertThat(get("/health/ready").statusCode()).isEqualTo(200));
    assertThat(get("/").body()).doesNotContain("cannot be written");
    assertThat(get("/metrics").body()).contains("andon_store_writable{file=\"hub.db\"} 1.0");
    assertThat(post("/v1/chat/completions", CHAT).statusCode()).isEqualTo(200);
    assertThat(hub.billing().budgets().open()).isEmpty();
  }

  @Test
  void the_page_is_there_and_says_what_is_wrong_also_when_the_file_cannot_be_read()
      throws Exception {
    disk.failReads(SQLiteErrorCode.SQLITE_IOERR);

    assertThat(get("/admin/budgets/alerts").statusCode()).isEqualTo(503);
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("store: hub.db cannot be read: the disk fails", "Cannot be read now.")
        .doesNotContain("Nothing has been spent today");
    HttpResponse<String> corrections = post("/admin/budgets/corrections", correction());
    assertThat(corrections.statusCode()).as(corrections.body()).isEqualTo(503);
    assertThat(corrections.body()).contains("the disk fails");
    assertThat(get("/v1/quota").statusCode()).isIn(200, 503);

    disk.heal();
    await()
        .atMost(HEALED)
        .untilAsserted(() -> assertThat(get("/health/ready").statusCode()).isEqualTo(200));
  }

  private static String correction() {
    return """
        {"request":"01890000-0000-7000-8000-000000000000","by":0.1,"reason":"test"}""";
  }

  @Test
  void rounds_go_on_through_an_outage_and_are_counted() throws Exception {
    disk.failAllFrom(1, SQLiteErrorCode.SQLITE_IOERR);
    await()
        .atMost(COUNTED)
        .untilAsserted(
            () ->
                assertThat(get("/metrics").body())
                    .containsPattern("andon_rounds_failed_total\\{round=\"roll-up\"} [1-9]"));
    disk.heal();
    await()
        .atMost(HEALED)
        .untilAsserted(() -> assertThat(get("/health/ready").statusCode()).isEqualTo(200));
  }
}
