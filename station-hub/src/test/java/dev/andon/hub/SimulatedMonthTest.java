package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.config.Environment;
import dev.andon.hub.cli.MoneyFiles;
import dev.andon.hub.cli.ReportCommand;
import dev.andon.hub.ingest.Faults;
import dev.andon.hub.setup.ConfiguredPrices;
import dev.andon.hub.setup.HubConfig;
import dev.andon.hub.setup.HubPlatform;
import dev.andon.hub.time.Ticker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * October 2026 in the lives of the field reports' teams, customers and lines, day by day over HTTP.
 * What the callers noted from their answers must be what the controllers' tables say.
 */
final class SimulatedMonthTest {
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");
  private static final LocalDate FIRST = LocalDate.parse("2026-10-01");
  private static final LocalDate LAST = LocalDate.parse("2026-10-31");
  private static final JsonMapper JSON = new JsonMapper();

  /** Prices by the call, so that it can be said in advance how many a cap pays for. */
  private static final String PRICES =
      """
      version: month-1
      prices:
        - {model: openai/gpt-4o-mini, since: 2026-01-01, currency: EUR, input: 0, output: 0,
           per_call: 5.50, context_tokens: 128000, max_output_tokens: 16384}
        - {model: anthropic/claude-haiku-4-5, since: 2026-01-01, currency: USD, input: 0, output: 0,
           per_call: 8, context_tokens: 200000, max_output_tokens: 64000}
      """;

  /** Who calls; {@code repeats} of a day's calls ask the same again. */
  private record Caller(
      String key, String line, String customer, String model, int perDay, int repeats) {}

  private static final String MINI = "openai/gpt-4o-mini";
  private static final String HAIKU = "anthropic/claude-haiku-4-5";
  private static final List<Caller> CALLERS =
      List.of(
          new Caller("vk_marco", "", "", MINI, 2, 0),
          new Caller("vk_sofia", "", "", MINI, 1, 0),
          new Caller("vk_acme_corp", "", "acme_corp", HAIKU, 1, 0),
          new Caller("vk_loop", "", "loop_gmbh", MINI, 1, 0),
          new Caller("vk_anna", "", "photo", MINI, 1, 0),
          new Caller("vk_ben", "", "photo", MINI, 1, 0),
          new Caller("vk_cleo", "", "photo", MINI, 1, 0),
          new Caller("vk_line_1", "line-1", "", MINI, 2, 2),
          new Caller("vk_line_2", "line-2", "", HAIKU, 1, 1));

  /** One answer, as its caller would note it. */
  private record Note(Caller caller, LocalDate day, boolean hit, long costMicros) {}

  /** One row of a table. */
  private record Sum(long calls, long hits, long costMicros) {
    Sum plus(Sum other) {
      return new Sum(calls + other.calls, hits + other.hits, costMicros + other.costMicros);
    }
  }

  @TempDir Path folder;
  private final TestingProvider provider = new TestingProvider();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Note> notes = new ArrayList<>();
  private final Map<String, List<String>> refusals = new TreeMap<>();
  private volatile Instant now = FIRST.atTime(8, 0).atZone(ROME).toInstant();
  private StationHub hub;

  @BeforeEach
  void start() throws IOException {
    hub = new StationHub(config(), around());
  }

  @AfterEach
  void stop() {
    hub.close();
    provider.close();
    client.close();
  }

  @Test
  void a_month_of_calls_gives_the_tables_and_caps_that_the_field_reports_asked_for()
      throws Exception {
    for (LocalDate day = FIRST; !day.isAfter(LAST); day = day.plusDays(1)) {
      now = day.atTime(8, 0).atZone(ROME).toInstant();
      for (Caller caller : CALLERS) {
        work(caller, day);
      }
    }

    caps();
    table("key,week", n -> List.of(n.caller.key, week(n.day)));
    table("key,day", n -> List.of(n.caller.key, n.day.toString()));
    table("line", n -> List.of(n.caller.line));
    table("customer", n -> List.of(n.caller.customer));
    table("provider", n -> List.of(n.caller.model.substring(0, n.caller.model.indexOf('/'))));
    long hits = notes.stream().filter(n -> n.caller.line.equals("line-1") && n.hit).count();
    assertThat(hits).as("repeats within the day").isBetween(1L, 62L);
    assertThat(report("line", "table"))
        .contains("bologna, 2026-10-01 to 2026-10-31")
        .containsPattern("line-1 +" + (124 - hits) + " +" + hits + " +[0-9.]+ % ");
    assertThat(report("customer", "html")).contains("acme_corp", "184.00", "loop_gmbh", "148.50");
  }

  private void caps() throws Exception {
    assertThat(spent("vk_marco")).as("220 EUR with a stop at 90 %").isEqualTo(198_000_000);
    assertThat(refusals.get("vk_marco")).containsOnly("key/vk_marco month EUR");
    assertThat(spent("vk_sofia")).as("beside him, untouched").isEqualTo(31 * 5_500_000L);
    assertThat(spent("vk_acme_corp")).as("200 USD at 0.92").isEqualTo(184_000_000);
    assertThat(refusals.get("vk_acme_corp")).containsOnly("key/vk_acme_corp month USD");
    assertThat(spent("vk_loop")).as("150 EUR, 5.50 each").isEqualTo(148_500_000);
    assertThat(refusals.get("vk_loop")).containsOnly("customer/loop_gmbh month EUR");
    assertThat(refusals.get("vk_anna")).as("key").containsOnly("key/vk_anna month EUR");
    assertThat(refusals.get("vk_ben")).as("team").containsOnly("team/studio month EUR");
    assertThat(refusals.get("vk_cleo")).as("customer").containsOnly("customer/photo month EUR");
    assertThat(spent("vk_anna") + spent("vk_ben") + spent("vk_cleo")).isEqualTo(77_000_000);
    assertThat(refusals).doesNotContainKeys("vk_sofia", "vk_line_1", "vk_line_2");

    now = LAST.plusDays(1).atStartOfDay(ROME).toInstant();
    assertThat(ask(CALLERS.getFirst(), "a new month").statusCode()).isEqualTo(200);
  }

  private void work(Caller caller, LocalDate day) throws Exception {
    for (int i = 0; i < caller.perDay; i++) {
      note(caller, day, ask(caller, "frame " + i + " of " + day));
    }
    for (int i = 0; i < caller.repeats; i++) {
      note(caller, day, ask(caller, "frame " + i + " of " + day));
    }
  }

  private void note(Caller caller, LocalDate day, HttpResponse<String> answer) {
    switch (answer.statusCode()) {
      case 200 -> {
        boolean hit = answer.headers().firstValue("x-andon-cache").orElse("").equals("hit");
        long cost = answer.headers().firstValue("x-andon-cost").map(c -> micros(c)).orElse(0L);
        notes.add(new Note(caller, day, hit, cost));
      }
      case 402 ->
          refusals
              .computeIfAbsent(caller.key, k -> new ArrayList<>())
              .add(JSON.readTree(answer.body()).at("/error/scope").asString());
      default -> throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
  }

  private HttpResponse<String> ask(Caller caller, String text)
      throws IOException, InterruptedException {
    String body =
        """
        {"model":"%s","max_tokens":20,"messages":[{"role":"user","content":"%s"}]}"""
            .formatted(caller.model, text);
    return client.send(
        HttpRequest.newBuilder(URI.create(hub.address() + "/v1/chat/completions"))
            .header("Authorization", "Bearer " + caller.key)
            .header("Content-Type", "application/json")
            .header("x-andon-variant", "bracket")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** What the report command says, against the callers' own notes. */
  private void table(String by, Function<Note, List<String>> names) throws IOException {
    Map<List<String>, Sum> expected =
        notes.stream()
            .collect(
                Collectors.toMap(
                    names, n -> new Sum(n.hit ? 0 : 1, n.hit ? 1 : 0, n.costMicros), Sum::plus));
    Map<List<String>, Sum> reported =
        JSON.readTree(report(by, "json"))
            .path("rows")
            .valueStream()
            .collect(Collectors.toMap(row -> names(by, row), SimulatedMonthTest::sum));
    assertThat(reported).as(by).isEqualTo(expected);
  }

  private static List<String> names(String by, JsonNode row) {
    return List.of(by.split(",", -1)).stream().map(d -> row.path(d).asString()).toList();
  }

  private static Sum sum(JsonNode row) {
    long calls = row.path("calls").asLong();
    long hits = row.path("hits").asLong();
    assertThat(row.path("hit_rate").asDouble()).isEqualTo(hits / (double) (calls + hits));
    return new Sum(calls, hits, micros(row.path("cost").asString() + " EUR"));
  }

  private String report(String by, String format) throws IOException {
    HubConfig config = config();
    ConfiguredPrices prices = ConfiguredPrices.read(config, around());
    MoneyFiles books =
        new MoneyFiles(
            config.plantOrDefault(),
            config.accounts(),
            prices.book(),
            prices.rates(),
            config.dataFolder(folder));
    StringWriter out = new StringWriter();
    int status =
        new CommandLine(new ReportCommand(file -> books))
            .setOut(new PrintWriter(out))
            .execute(
                "--from",
                FIRST.toString(),
                "--to",
                LAST.toString(),
                "--by",
                by,
                "--format",
                format);
    assertThat(status).isZero();
    return out.toString();
  }

  private long spent(String key) {
    return notes.stream().filter(n -> n.caller.key.equals(key)).mapToLong(Note::costMicros).sum();
  }

  private HubConfig config() throws IOException {
    HubConfig config = TestingHub.config(folder, yaml(provider.url()));
    Files.writeString(folder.resolve("prices.yaml"), PRICES);
    return config;
  }

  private static String yaml(String url) {
    return """
      plant: {id: bologna, zone: Europe/Rome, currency: EUR}
      exchange_rates:
        - {from: USD, rate: 0.92, since: 2026-01-01}
      http: {port: 0, open: true}
      providers:
        openai: {base_url: "%1$s", keys: [a]}
        anthropic: {kind: openai, base_url: "%1$s", keys: [b]}
      customers:
        - {id: loop_gmbh, monthly_budget_eur: 150}
        - {id: photo, monthly_eur: 80}
      teams:
        - {id: vision-research, monthly_budget_eur: 1800}
        - {id: studio, customer: photo, monthly_eur: 60}
        - {id: web, customer: photo}
      virtual_keys:
        - {id: vk_marco, team: vision-research, monthly_budget_eur: 220, stop_at: 0.9, allowed_models: ["*"]}
        - {id: vk_sofia, team: vision-research, monthly_budget_eur: 220, stop_at: 0.9, allowed_models: ["*"]}
        - id: vk_acme_corp
          customer_id: acme_corp
          allowed_models: ["*"]
          budget: {monthly_usd: 200, hard_cap: true}
        - {id: vk_loop, customer_id: loop_gmbh, allowed_models: ["*"]}
        - {id: vk_anna, team: studio, monthly_eur: 30, allowed_models: ["*"]}
        - {id: vk_ben, team: studio, allowed_models: ["*"]}
        - {id: vk_cleo, team: web, allowed_models: ["*"]}
        - {id: vk_line_1, line: line-1, namespace: [variant], allowed_models: ["*"]}
        - {id: vk_line_2, line: line-2, namespace: [variant], allowed_models: ["*"]}
      """
        .formatted(url);
  }

  private HubPlatform around() {
    return new HubPlatform(
        folder, Environment.of(Map.of()), () -> now, Ticker.system(), new Random(10), Faults.NONE);
  }

  private static String week(LocalDate day) {
    return "%d-W%02d"
        .formatted(day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
  }

  private static long micros(String amount) {
    return new BigDecimal(amount.substring(0, amount.indexOf(' ')))
        .movePointRight(6)
        .longValueExact();
  }
}
