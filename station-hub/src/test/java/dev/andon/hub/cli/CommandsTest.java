package dev.andon.hub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.account.Accounts;
import dev.andon.hub.account.KeyHash;
import dev.andon.hub.account.Keys;
import dev.andon.hub.account.PlantConfig;
import dev.andon.hub.account.SigningSecret;
import dev.andon.hub.account.VirtualKey;
import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.budget.BudgetWindow;
import dev.andon.hub.ledger.Ledger;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.ledger.LedgerEntry.Outcome;
import dev.andon.hub.ledger.Subject;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Charge;
import dev.andon.hub.price.ExchangeRates;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.request.Checked;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Store;
import dev.andon.wire.Meta;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import dev.andon.wire.StationKey;
import dev.andon.wire.UuidV7;
import dev.andon.wire.Verdict;
import dev.andon.wire.WireCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandsTest {
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");
  private static final Owner LINE = new Owner(Owner.Kind.LINE, "line-1");
  private static final BudgetRule RULE =
      BudgetRule.hard(
          LINE,
          new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.MONTH),
          Money.parse("100", "EUR"));

  @TempDir Path folder;

  @Test
  void a_stations_key_is_shown_or_written_for_its_owner_alone_and_is_the_same_each_time()
      throws IOException {
    String shown = run(new StationCommand(this::books), 0, "key", "line-1/st-04").strip();
    Path file = folder.resolve("st-04.key");
    String said =
        run(new StationCommand(this::books), 0, "key", "line-1/st-04", "--out", file.toString());

    assertThat(Files.readString(file).strip()).isEqualTo(shown);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    StationKey key = StationKey.parse(shown);
    assertThat(said).contains(key.id()).doesNotContain(shown);
    StationId station = StationId.parse(books(folder).plant().id() + "/line-1/st-04");
    assertThat(SigningSecret.of(folder.resolve("signing.key")).key(station)).isEqualTo(key);
  }

  @Test
  void the_key_that_follows_comes_from_a_secret_of_its_own() {
    String now = run(new StationCommand(this::books), 0, "key", "line-1/st-04").strip();
    String next = run(new StationCommand(this::books), 0, "key", "line-1/st-04", "--next").strip();
    assertThat(StationKey.parse(next)).isNotEqualTo(StationKey.parse(now));
    assertThat(folder.resolve("signing.next.key")).exists();
  }

  @Test
  void an_issued_key_is_printed_once_and_works() {
    String printed =
        run(
            new KeyCommand(this::books),
            0,
            "issue",
            "vk_new",
            "--owner",
            "line/line-1",
            "--model",
            "openai/*");
    String secret = printed.lines().findFirst().orElseThrow();
    try (Store store = books(folder).open()) {
      assertThat(keys(store).find(secret)).isInstanceOf(Checked.Go.class);
    }
    assertThat(run(new KeyCommand(this::books), 0, "list"))
        .contains("vk_new")
        .contains("line/line-1")
        .doesNotContain(secret);
    run(new KeyCommand(this::books), 0, "revoke", "vk_new");
    assertThat(run(new KeyCommand(this::books), 0, "list")).contains("revoked");
  }

  @Test
  void an_option_that_may_be_repeated_is_taken_each_time() {
    String options =
        "--owner line/line-1 --owner team/vision --model openai/* --model local/*"
            + " --namespace line --namespace customer --fetch-host a.example --fetch-host b.example"
            + " --label a=1 --label b=2";
    run(new KeyCommand(this::books), 0, ("issue vk_new " + options).split(" ", -1));
    try (Store store = books(folder).open()) {
      VirtualKey key = keys(store).byId("vk_new").orElseThrow();
      assertThat(key.owners().chain()).contains(LINE, new Owner(Owner.Kind.TEAM, "vision"));
      assertThat(key.allowedModels()).containsExactly("openai/*", "local/*");
      assertThat(key.namespaceFields()).containsExactly("line", "customer");
      assertThat(key.fetchHosts()).containsExactly("a.example", "b.example");
      assertThat(key.labels()).containsOnly(Map.entry("a", "1"), Map.entry("b", "2"));
    }
  }

  @Test
  void the_configuration_is_named_before_or_behind_the_command_below() {
    List<Path> read = new ArrayList<>();
    MoneyFiles.Reader reader =
        config -> {
          read.add(config);
          return books(config);
        };
    run(new KeyCommand(reader), 0, "--config", "a.yaml", "list");
    run(new KeyCommand(reader), 0, "list", "--config", "b.yaml");
    run(new LedgerCommand(reader), 0, "statements");
    run(new ReportCommand(reader), 0, "--config", "c.yaml");
    assertThat(read)
        .containsExactly(
            Path.of("a.yaml"), Path.of("b.yaml"), Path.of("hub.yaml"), Path.of("c.yaml"));
  }

  @Test
  void a_report_is_printed_in_the_format_asked_for() throws IOException {
    RequestId unknown = book(Outcome.OUTCOME_UNKNOWN, 900_000);
    book(Outcome.ANSWERED, 2_000_000);
    String json =
        run(
            new ReportCommand(this::books),
            0,
            "--from",
            "2026-10-01",
            "--to",
            "2026-10-31",
            "--by",
            "line,model",
            "--format",
            "json");
    JsonNode report = JsonMapper.builder().build().readTree(json);
    assertThat(report.at("/rows/0/cost").asString()).isEqualTo("2.900000");
    Path page = folder.resolve("report.html");
    run(
        new ReportCommand(this::books),
        0,
        "--from",
        "2026-10-01",
        "--to",
        "2026-10-31",
        "--format",
        "html",
        "--out",
        page.toString());
    assertThat(page).content().contains("2.90 EUR");
    assertThat(unknown).isNotNull();
  }

  @Test
  void frames_that_stations_judged_themselves_are_an_estimate_and_only_if_asked_for() {
    book(Outcome.ANSWERED, 2_000_000);
    book(Outcome.ANSWERED, 1_000_000);
    batch("2026-10-10T10:00:00Z", 3);
    batch("2026-11-10T10:00:00Z", 4);
    String[] october = {"--from", "2026-10-01", "--to", "2026-10-31"};

    String plain = run(new ReportCommand(this::books), 0, october);
    assertThat(plain).contains("3.00").doesNotContain("themselves");
    String asked =
        run(
            new ReportCommand(this::books),
            0,
            Stream.concat(Stream.of(october), Stream.of("--local-decisions"))
                .toArray(String[]::new));
    assertThat(asked)
        .contains("Stations judged 3 frames themselves")
        .contains("would have cost 4.50 EUR")
        .contains("not counted as saved");
    assertThat(asked).startsWith(plain);
  }

  /** As the stations' door keeps it. */
  private void batch(String at, int frames) {
    Meta meta =
        new Meta(
            new UuidV7(Clock.systemUTC(), new Random(frames)).next(),
            StationId.parse("bologna/line-1/st-1"),
            new Stamp(UUID.randomUUID(), Instant.parse(at), 0),
            Stream.generate(
                    () ->
                        (Meta.Event)
                            new Meta.Decided(
                                Instant.parse(at), "part", "v", "top", new Verdict.Pass()))
                .limit(frames)
                .toList());
    try (Store store = books(folder).open()) {
      store.write(
          tx -> {
            tx.update(
                "CREATE TABLE IF NOT EXISTS station_batch (id TEXT PRIMARY KEY, received_ms BIGINT NOT NULL, message BLOB NOT NULL)");
            return tx.update(
                "INSERT INTO station_batch (id, received_ms, message) VALUES (?, ?, ?)",
                meta.id().toString(),
                Instant.parse(at).toEpochMilli(),
                new WireCodec().encode(meta));
          });
    }
  }

  @Test
  void an_invoice_gives_back_and_a_month_is_closed() throws IOException {
    book(Outcome.OUTCOME_UNKNOWN, 900_000);
    Path invoice =
        Files.writeString(
            folder.resolve("invoice.csv"),
            "date,model,cost,currency\n2026-10-10,openai/m,0.4,EUR\n");
    String first =
        run(
            new LedgerCommand(this::books),
            0,
            "reconcile",
            "--invoice",
            invoice.toString(),
            "--give-back");
    assertThat(first).contains("gives back 1").contains("unexplained 0.00 EUR");
    assertThat(run(new LedgerCommand(this::books), 0, "reconcile", "--invoice", invoice.toString()))
        .contains("booked 0.40 EUR")
        .contains("gives back 0");
    assertThat(run(new LedgerCommand(this::books), 0, "close", "--month", "2026-10"))
        .contains("no. 1")
        .contains("total 0.40 EUR");
    assertThat(run(new LedgerCommand(this::books), 0, "statements", "--number", "1"))
        .contains("line-1")
        .contains("0.400000");
  }

  @Test
  void a_top_up_names_a_budget_that_exists() {
    String until = Instant.now().plusSeconds(3_600).toString();
    run(
        new LedgerCommand(this::books),
        0,
        "top-up",
        RULE.id(),
        "--amount",
        "20",
        "--until",
        until,
        "--reason",
        "rush",
        "--granted-by",
        "Ada");
    String error =
        run(
            new LedgerCommand(this::books),
            1,
            "top-up",
            "line/none month EUR",
            "--amount",
            "20",
            "--until",
            until,
            "--reason",
            "r",
            "--granted-by",
            "A");
    assertThat(error).contains("there is no budget 'line/none month EUR'").contains(RULE.id());
  }

  @Test
  void the_price_of_a_request_is_said_in_words() {
    Path book = Path.of(System.getProperty("andon.root"), "config", "prices.yaml");
    String printed =
        run(
            new PriceCommand(),
            0,
            "--model",
            "openai/gpt-4o-mini",
            "--image",
            "1280x720",
            "--book",
            book.toString());
    assertThat(printed).contains("36835 for images").contains("together at most").contains("USD");
    assertThat(run(new PriceCommand(), 1, "--model", "openai/none", "--book", book.toString()))
        .contains("openai/none has no price");
    assertThat(run(new PriceCommand(), 0, "--book", book.toString()))
        .contains("anthropic/claude-sonnet-4-6");
  }

  private RequestId book(Outcome outcome, long micros) {
    Instant at = Instant.parse("2026-10-10T10:00:00Z");
    RequestId id = RequestId.create(at.toEpochMilli(), new Random(micros));
    Charge charge = Charge.same(Money.ofMicros(micros, "EUR"));
    try (Store store = books(folder).open()) {
      Subject subject = Subject.of(Owners.of(LINE), "", "openai/m", "p", charge);
      new Ledger(store, ROME, Clock.systemUTC())
          .append(LedgerEntry.of(id, 1, at, subject, outcome, TokenUsage.NONE, charge));
    }
    return id;
  }

  private Keys keys(Store store) {
    return new Keys(
        store, KeyHash.of(folder.resolve("key.salt")), List.of(), Clock.systemUTC(), new Random(1));
  }

  private MoneyFiles books(Path ignored) {
    PlantConfig plant =
        new PlantConfig(
            "bologna",
            Optional.of("Europe/Rome"),
            Optional.of("EUR"),
            Optional.empty(),
            Optional.empty());
    Accounts accounts = new Accounts(plant.calendar(), List.of(), List.of(RULE), List.of());
    return new MoneyFiles(
        plant,
        accounts,
        new PriceBook("p", List.of(), Optional.empty()),
        ExchangeRates.none(plant.ledgerCurrency(), ROME),
        folder);
  }

  private static String run(Object command, int status, String... arguments) {
    StringWriter text = new StringWriter();
    CommandLine line =
        new CommandLine(command).setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
    assertThat(line.execute(arguments)).as(text.toString()).isEqualTo(status);
    return text.toString();
  }
}
