package dev.andon.hub.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.hub.ledger.BookedEntry;
import dev.andon.hub.ledger.Ledger;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.ledger.LedgerEntry.Outcome;
import dev.andon.hub.ledger.LedgerReader;
import dev.andon.hub.ledger.Subject;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Charge;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SpendReportTest {
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");
  private static final LocalDate FIRST = LocalDate.parse("2026-10-01");
  private static final LocalDate LAST = LocalDate.parse("2026-10-31");

  @TempDir Path folder;
  private final Random random = new Random(9);
  private Instant now = Instant.parse("2026-11-03T10:00:00Z");
  private Store store;
  private Ledger ledger;
  private Reports reports;

  @BeforeEach
  void open() {
    store =
        Store.open(
            StoreSettings.of(folder.resolve("hub.db")),
            Stream.concat(Ledger.MIGRATIONS.stream(), Statements.MIGRATIONS.stream()).toList(),
            () -> now);
    ledger = new Ledger(store, ROME, () -> now);
    reports = new Reports(store, "bologna", ROME);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void the_tables_that_the_controllers_of_the_field_reports_asked_for_add_up() {
    month();
    for (String by :
        List.of(
            "key,week",
            "key,day",
            "line",
            "customer",
            "provider",
            "line,station,variant,key,model")) {
      SpendReport report = reports.report(FIRST, LAST, Dimension.parse(by));
      ReportRow total = report.totals().getFirst();
      assertThat(total.costMicros()).as(by).isEqualTo(31L * 2 * 1_500_000 + 31L * 700_000);
      assertThat(total.calls()).as(by).isEqualTo(31L * 3);
      assertThat(total.hits()).as(by).isEqualTo(31);
      assertThat(total.savedMicros()).as(by).isEqualTo(31L * 250_000);
    }
    SpendReport days = reports.report(FIRST, LAST, List.of(Dimension.KEY, Dimension.DAY));
    assertThat(days.rows()).hasSize(62);
    assertThat(days.rows().getFirst().hitRate()).isEqualTo(1.0 / 3);
    SpendReport weeks = reports.report(FIRST, LAST, List.of(Dimension.WEEK));
    assertThat(weeks.rows())
        .extracting(r -> r.names().getFirst())
        .containsExactly("2026-W40", "2026-W41", "2026-W42", "2026-W43", "2026-W44");
  }

  @Test
  void a_day_is_the_plants_day_also_when_the_clocks_change() {
    book("vk", "line-1", "2026-10-24T22:00:00Z", Outcome.ANSWERED, 10);
    book("vk", "line-1", "2026-10-25T22:59:59Z", Outcome.ANSWERED, 20);
    book("vk", "line-1", "2026-10-25T23:00:00Z", Outcome.ANSWERED, 40);
    LocalDate day = LocalDate.parse("2026-10-25");
    assertThat(reports.report(day, day, List.of(Dimension.DAY)).totals().getFirst().costMicros())
        .isEqualTo(30);
  }

  @Test
  void every_format_tells_the_same_total() {
    month();
    SpendReport report = reports.report(FIRST, LAST, List.of(Dimension.LINE, Dimension.MODEL));
    String cost = "114.700000";
    JsonNode json = JsonMapper.builder().build().readTree(Format.JSON.write(report));
    assertThat(json.at("/totals/0/cost").asString()).isEqualTo(cost);
    assertThat(sum(Format.CSV.write(report), "cost")).isEqualTo(cost);
    assertThat(sum(Format.FOCUS.write(report), "BilledCost")).isEqualTo(cost);
    assertThat(Format.TABLE.write(report)).contains("114.70");
    assertThat(Format.HTML.write(report))
        .contains("114.70 EUR")
        .contains("<svg")
        .doesNotContain("http");
  }

  @Test
  void focus_periods_are_the_plants_days_and_months_as_instants() {
    month();
    LocalDate tenth = FIRST.plusDays(9);
    String line =
        Format.FOCUS
            .write(reports.report(tenth, tenth, List.of(Dimension.LINE)))
            .lines()
            .skip(1)
            .findFirst()
            .orElseThrow();
    assertThat(line)
        .contains(
            ",2026-09-30T22:00:00Z,2026-10-31T23:00:00Z,2026-10-09T22:00:00Z,2026-10-10T22:00:00Z,");
  }

  @Test
  void a_hostile_name_breaks_neither_page_nor_spreadsheet() {
    book(
        "=cmd|' -C calc'!A0",
        "<script>alert(1)</script>".replace("/", "-"),
        "2026-10-24T22:00:00Z",
        Outcome.ANSWERED,
        10);
    SpendReport report = reports.report(FIRST, LAST, List.of(Dimension.KEY, Dimension.LINE));
    assertThat(Format.HTML.write(report)).doesNotContain("<script>");
    assertThat(Format.CSV.write(report)).contains("'=cmd");
  }

  @Test
  void names_are_quoted_and_made_harmless_in_both_kinds_of_csv() {
    for (String key : List.of("=1+1", "+1+1", "-1+1", "@sum(a1)")) {
      book(key, "line \"1\"", "2026-10-24T22:00:00Z", Outcome.ANSWERED, 10);
    }
    SpendReport report = reports.report(FIRST, LAST, List.of(Dimension.KEY, Dimension.LINE));
    assertThat(Format.CSV.write(report))
        .contains(
            "\r\n'=1+1,\"line \"\"1\"\"\",EUR,1,", "\r\n'+1+1,", "\r\n'-1+1,", "\r\n'@sum(a1),")
        .startsWith("key,line,currency,calls,")
        .endsWith("\r\n");
    assertThat(Format.FOCUS.write(report)).contains(",\"line \"\"1\"\"\",'=1+1,");
  }

  @Test
  void a_closed_month_stays_as_it_is_and_a_correction_is_in_the_next_one() {
    Statements statements = new Statements(store, "bologna", ROME, () -> now);
    RequestId wrong =
        book("vk", "line-1", "2026-10-10T10:00:00Z", Outcome.OUTCOME_UNKNOWN, 5_000_000);
    book("vk", "line-2", "2026-10-10T10:00:00Z", Outcome.ANSWERED, 1_000_000);
    Statement october = statements.close(YearMonth.of(2026, 10)).getFirst();
    assertThat(october.totalMicros()).isEqualTo(5_000_000);

    append(
        wrong,
        -1,
        "vk",
        "line-1",
        Instant.parse("2026-10-10T10:00:00Z"),
        Outcome.CORRECTION,
        -4_000_000);
    book("vk", "line-1", "2026-11-10T10:00:00Z", Outcome.ANSWERED, 300_000);
    now = Instant.parse("2026-12-02T10:00:00Z");
    Statement november = statements.close(YearMonth.of(2026, 11)).getFirst();

    assertThat(statements.all().getFirst()).isEqualTo(october);
    assertThat(november.monthMicros()).isEqualTo(300_000);
    assertThat(november.adjustmentMicros()).isEqualTo(-4_000_000);
    assertThat(november.number()).isGreaterThan(october.number());
    assertThat(statements.all().stream().mapToLong(Statement::totalMicros).sum())
        .isEqualTo(2_300_000);
    assertThatThrownBy(() -> statements.close(YearMonth.of(2026, 10)))
        .hasMessageContaining("closed in order");
    assertThatThrownBy(() -> statements.close(YearMonth.of(2026, 11)))
        .hasMessageContaining("closed already");
    assertThatThrownBy(() -> statements.close(YearMonth.of(2026, 12)))
        .hasMessageContaining("has not ended yet");
  }

  @Test
  void an_invoice_gives_back_what_unknown_outcomes_were_booked_too_high() throws IOException {
    book("vk", "line-1", "2026-10-10T10:00:00Z", Outcome.ANSWERED, 2_000_000);
    book("vk", "line-1", "2026-10-10T11:00:00Z", Outcome.OUTCOME_UNKNOWN, 600_000);
    book("vk", "line-1", "2026-10-10T12:00:00Z", Outcome.OUTCOME_UNKNOWN, 300_000);
    Path file =
        Files.writeString(
            folder.resolve("invoice.csv"),
            "model,date,currency,cost\nopenai/m,2026-10-10,EUR,2.3\nopenai/other,2026-10-10,EUR,1\n");
    List<Reconciliation.Finding> findings =
        new Reconciliation(new LedgerReader(store), ZoneOffset.UTC).compare(Invoice.read(file));
    Reconciliation.Finding first = findings.getFirst();
    assertThat(first.difference()).isEqualTo(Money.parse("0.6", "EUR"));
    assertThat(first.givesBack())
        .extracting(g -> g.price().micros())
        .containsExactly(400_000L, 200_000L);
    assertThat(first.unexplained().isZero()).isTrue();
    assertThat(findings.get(1).unexplained()).isEqualTo(Money.parse("-1", "EUR"));
    BookedEntry unknown = first.givesBack().getFirst().entry();
    assertThat(unknown.owners().id(Owner.Kind.LINE)).contains("line-1");
  }

  @Test
  void a_broken_invoice_is_refused_with_its_line() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("invoice.csv"),
            "date,model,cost,currency\n2026-10-10,openai/m,two,EUR\n");
    assertThatThrownBy(() -> Invoice.read(file))
        .hasMessageContaining("invoice.csv:2:")
        .hasMessageContaining("cost must be a number, got \"two\"");
    Path headless = Files.writeString(folder.resolve("headless.csv"), "date,model,amount\n");
    assertThatThrownBy(() -> Invoice.read(headless))
        .hasMessageContaining("headless.csv:1: the column \"cost\" is missing");
  }

  /** Two keys on two lines, every day of October three calls and one cache hit. */
  private void month() {
    for (LocalDate day = FIRST; !day.isAfter(LAST); day = day.plusDays(1)) {
      String at = day.atTime(9, 30).atZone(ROME).toInstant().toString();
      book("vk_marco", "line-1", at, Outcome.ANSWERED, 1_500_000);
      book("vk_marco", "line-1", at, Outcome.OUTCOME_UNKNOWN, 700_000);
      book("vk_sofia", "line-2", at, Outcome.ANSWERED, 1_500_000);
      Money saved = Money.ofMicros(250_000, "EUR");
      Charge nothing = Charge.same(Money.ofMicros(0, "EUR"));
      ledger.append(
          new LedgerEntry(
              id(),
              0,
              Instant.parse(at),
              subject("vk_marco", "line-1", nothing),
              Outcome.HIT,
              TokenUsage.NONE,
              nothing,
              saved,
              ""));
    }
  }

  private RequestId book(String key, String line, String at, Outcome outcome, long micros) {
    RequestId id = id();
    append(id, 1, key, line, Instant.parse(at), outcome, micros);
    return id;
  }

  private void append(
      RequestId id,
      int attempt,
      String key,
      String line,
      Instant at,
      Outcome outcome,
      long micros) {
    Charge charge = Charge.same(Money.ofMicros(micros, "EUR"));
    ledger.append(
        LedgerEntry.of(
            id, attempt, at, subject(key, line, charge), outcome, TokenUsage.of(10, 2), charge));
  }

  private static Subject subject(String key, String line, Charge charge) {
    Owners owners =
        Owners.of(
            new Owner(Owner.Kind.KEY, key),
            new Owner(Owner.Kind.LINE, line),
            new Owner(Owner.Kind.CUSTOMER, "acme"));
    return Subject.of(owners, "v1", "openai/m", "p1", charge);
  }

  private RequestId id() {
    return RequestId.create(now.toEpochMilli(), random);
  }

  private static String sum(String csv, String column) {
    List<String> lines = csv.lines().toList();
    int index = List.of(lines.getFirst().split(",", -1)).indexOf(column);
    return lines.stream()
        .skip(1)
        .map(l -> Money.parse(l.split(",", -1)[index], "EUR"))
        .reduce(Money::plus)
        .orElseThrow()
        .units()
        .toPlainString();
  }
}
