package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.hub.cli.KeyCommand;
import dev.andon.hub.cli.LedgerCommand;
import dev.andon.hub.cli.MoneyFiles;
import dev.andon.hub.setup.ConfiguredPrices;
import dev.andon.hub.setup.HubConfig;
import dev.andon.hub.setup.HubPlatform;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keys, top-ups and corrections while the hub runs: by command beside it, and over its own API. */
final class DeskBesideARunningHubTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String BUDGET = "key/vk_demo day EUR";

  @TempDir Path folder;
  private final TestingProvider provider = new TestingProvider();
  private final HttpClient client = HttpClient.newHttpClient();
  private StationHub hub;

  @BeforeEach
  void start() {
    hub = TestingHub.start(folder, yaml());
  }

  @AfterEach
  void stop() {
    hub.close();
    provider.close();
    client.close();
  }

  /** One call of nine millionths is booked; a second one's bound does not fit any more. */
  private String yaml() {
    return TestingHub.yaml(provider.url()).replace("daily_eur: 1", "daily_eur: 0.000115");
  }

  @Test
  void a_key_issued_by_command_works_within_seconds_and_is_refused_once_revoked() throws Exception {
    String secret =
        run(
                new KeyCommand(this::books),
                "issue",
                "vk_new",
                "--owner",
                "line/line-1",
                "--model",
                "openai/*",
                "--deadline",
                "PT60S",
                "--label",
                "shift=late")
            .lines()
            .findFirst()
            .orElseThrow();
    eventually().untilAsserted(() -> assertThat(ask(secret).statusCode()).isEqualTo(200));

    assertThat(run(new KeyCommand(this::books), "list")).contains("vk_new", "shift=late");

    run(new KeyCommand(this::books), "revoke", "vk_new");
    eventually().untilAsserted(() -> assertThat(ask(secret).statusCode()).isEqualTo(401));
  }

  @Test
  void a_top_up_and_a_correction_by_command_reach_the_counters_of_the_running_hub()
      throws Exception {
    HttpResponse<String> paid = ask("vk_demo");
    assertThat(paid.statusCode()).isEqualTo(200);
    assertThat(ask("vk_demo").statusCode()).isEqualTo(402);
    run(
        new LedgerCommand(this::books),
        "correct",
        paid.headers().firstValue("x-andon-id").orElseThrow(),
        "--by",
        "-0.000009",
        "--reason",
        "the provider's credit note");
    eventually().untilAsserted(() -> assertThat(spent()).isEqualTo("0.00 EUR"));

    run(
        new LedgerCommand(this::books),
        "top-up",
        BUDGET,
        "--amount",
        "1",
        "--until",
        Instant.now().plus(Duration.ofDays(1)).toString(),
        "--reason",
        "rush",
        "--granted-by",
        "Ada");
    eventually()
        .untilAsserted(
            () -> assertThat(standing().path("limit").asString()).isEqualTo("1.000115 EUR"));
    assertThat(ask("vk_demo").statusCode()).isEqualTo(200);
    assertThat(ask("vk_demo").statusCode()).isEqualTo(200);
  }

  @Test
  void the_admin_api_issues_rotates_expires_and_revokes_keys_at_once() throws Exception {
    HttpResponse<String> issued =
        post(
            "/admin/keys",
            """
            {"id": "vk_api", "owners": ["line/line-1"], "models": ["openai/*"]}""");
    assertThat(issued.statusCode()).as(issued.body()).isEqualTo(201);
    String first = JSON.readTree(issued.body()).path("secret").asString();
    assertThat(ask(first).statusCode()).isEqualTo(200);

    String second =
        JSON.readTree(post("/admin/keys/vk_api/rotate", "{\"overlap\": \"PT0S\"}").body())
            .path("secret")
            .asString();
    assertThat(ask(first).statusCode()).as("after the overlap").isEqualTo(401);
    assertThat(ask(second).statusCode()).isEqualTo(200);
    String list = get("/admin/keys");
    assertThat(list).contains("vk_api", "vk_demo").doesNotContain(first, second);

    assertThat(post("/admin/keys/vk_api/expire", "{\"at\": \"2020-01-01T00:00:00Z\"}").statusCode())
        .isEqualTo(200);
    assertThat(ask(second).body()).contains("expired_api_key");
    assertThat(post("/admin/keys/vk_api/revoke", "{}").statusCode()).isEqualTo(200);
    assertThat(ask(second).body()).contains("revoked_api_key");
    assertThat(post("/admin/keys/vk_demo/revoke", "{}").body()).contains("managed in the YAML");
    assertThat(post("/admin/keys", "{\"id\": \"x\", \"budgets\": 1}").body()).contains("budgets");
  }

  @Test
  void the_admin_api_tops_up_and_corrects_at_once() throws Exception {
    String request = ask("vk_demo").headers().firstValue("x-andon-id").orElseThrow();
    assertThat(ask("vk_demo").statusCode()).isEqualTo(402);

    await()
        .untilAsserted(
            () -> assertThat(get("/admin/budgets/alerts")).contains("\"kind\":\"stop\"", BUDGET));

    HttpResponse<String> corrected =
        post(
            "/admin/budgets/corrections",
            """
            {"request": "%s", "by": -0.000009, "reason": "credit note"}"""
                .formatted(request));
    assertThat(corrected.body()).contains("0.00 EUR");
    assertThat(spent()).isEqualTo("0.00 EUR");
    HttpResponse<String> raised =
        post(
            "/admin/budgets/top-ups",
            """
            {"budget": "%s", "amount": 1, "until": "%s", "reason": "rush", "granted_by": "Ada"}"""
                .formatted(BUDGET, Instant.now().plus(Duration.ofDays(1))));
    assertThat(raised.body()).contains("1.000115 EUR");
    assertThat(ask("vk_demo").statusCode()).isEqualTo(200);
    assertThat(ask("vk_demo").statusCode()).isEqualTo(200);
    assertThat(post("/admin/budgets/top-ups", "{\"budget\": \"key/none day EUR\"}").statusCode())
        .isEqualTo(400);
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofMinutes(1));
  }

  private String spent() throws Exception {
    return standing().path("spent").asString();
  }

  private JsonNode standing() throws Exception {
    return JSON.readTree(get("/admin/budgets"))
        .path("budgets")
        .valueStream()
        .filter(b -> b.path("budget").asString().equals(BUDGET))
        .findFirst()
        .orElseThrow();
  }

  private HttpResponse<String> ask(String secret) throws IOException, InterruptedException {
    return send(
        to("/v1/chat/completions")
            .header("Authorization", "Bearer " + secret)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"model":"openai/gpt-4o-mini","max_tokens":50,
                     "messages":[{"role":"user","content":"Hello"}]}""")));
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(
        to(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private String get(String path) throws IOException, InterruptedException {
    return send(to(path)).body();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(hub.address() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String run(Object command, String... arguments) {
    StringWriter text = new StringWriter();
    int status =
        new CommandLine(command)
            .setOut(new PrintWriter(text))
            .setErr(new PrintWriter(text))
            .execute(arguments);
    assertThat(status).as(text.toString()).isZero();
    return text.toString();
  }

  private MoneyFiles books(Path ignored) {
    HubConfig config = TestingHub.config(folder, yaml());
    ConfiguredPrices prices = ConfiguredPrices.read(config, HubPlatform.ofProcess(folder));
    return new MoneyFiles(
        config.plantOrDefault(),
        config.accounts(),
        prices.book(),
        prices.rates(),
        config.dataFolder(folder));
  }
}
