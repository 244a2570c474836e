package dev.andon.hub.report;

import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Row;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Closes months and keeps what was closed. Thread-safe. */
public final class Statements {
  /** What the store needs before months can be closed. */
  public static final List<Migration> MIGRATIONS =
      List.of(Migration.resource(Statements.class, "report", 1));

  private static final List<Dimension> BY =
      List.of(Dimension.LINE, Dimension.STATION, Dimension.VARIANT, Dimension.KEY, Dimension.MODEL);
  private static final String COLUMNS =
      "number, line, month, currency, closed_ms, calls, hits, month_micros, adjustment_micros, body";

  private final Store store;
  private final Reports reports;
  private final ZoneId zone;
  private final InstantSource clock;

  public Statements(Store store, String plant, ZoneId zone, InstantSource clock) {
    this.store = store;
    this.reports = new Reports(store, plant, zone);
    this.zone = zone;
    this.clock = clock;
  }

  /**
   * One statement per line and currency that has spend or adjustments; a month is closed once,
   * after it ended, in order.
   */
  public List<Statement> close(YearMonth month) {
    if (!clock.instant().isAfter(month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant())) {
      throw new IllegalArgumentException(month + " has not ended yet; close it after its last day");
    }
    List<String> later =
        store.read(
            tx ->
                tx.query(
                    "SELECT MAX(month) FROM statement WHERE month >= ?",
                    row -> row.optionalText(1).orElse(""),
                    month.toString()));
    if (!later.getFirst().isEmpty()) {
      throw new IllegalArgumentException(
          later.getFirst().equals(month.toString())
              ? month + " is closed already"
              : "months are closed in order, and " + later.getFirst() + " is closed already");
    }
    List<ReportRow> rows = reports.report(month.atDay(1), month.atEndOfMonth(), BY).rows();
    List<ReportRow> earlier = earlierMonths(month);
    return store.write(
        tx ->
            lines(rows, earlier).stream()
                .map(who -> statement(tx, month, who, rows, earlier))
                .toList());
  }

  /** What was closed, oldest first. */
  public List<Statement> all() {
    return store.read(
        tx -> tx.query("SELECT " + COLUMNS + " FROM statement ORDER BY number", Statements::read));
  }

  /** The closed months as the ledger has them now. */
  private List<ReportRow> earlierMonths(YearMonth month) {
    List<YearMonth> closed =
        store.read(
            tx ->
                tx.query(
                    "SELECT DISTINCT month FROM statement WHERE month < ? ORDER BY month",
                    r -> YearMonth.parse(r.text(1)),
                    month.toString()));
    return closed.stream()
        .flatMap(
            m ->
                reports
                    .report(m.atDay(1), m.atEndOfMonth(), List.of(Dimension.LINE))
                    .rows()
                    .stream())
        .toList();
  }

  private Statement statement(
      Tx tx, YearMonth month, Who who, List<ReportRow> rows, List<ReportRow> earlier) {
    List<ReportRow> own = rows.stream().filter(who::owns).toList();
    long stated =
        tx.number(
            "SELECT SUM(month_micros + adjustment_micros) FROM statement WHERE line = ? AND currency = ?",
            who.line,
            who.currency);
    long adjustment =
        earlier.stream().filter(who::owns).mapToLong(ReportRow::costMicros).sum() - stated;
    Instant now = clock.instant();
    String body =
        CsvText.write(
            new SpendReport(who.line, zone, month.atDay(1), month.atEndOfMonth(), BY, own));
    long calls = own.stream().mapToLong(ReportRow::calls).sum();
    long hits = own.stream().mapToLong(ReportRow::hits).sum();
    long cost = own.stream().mapToLong(ReportRow::costMicros).sum();
    tx.update(
        "INSERT INTO statement (line, month, currency, closed_ms, calls, hits, month_micros, adjustment_micros, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        who.line,
        month.toString(),
        who.currency,
        now.toEpochMilli(),
        calls,
        hits,
        cost,
        adjustment,
        body);
    return tx.first(
            "SELECT " + COLUMNS + " FROM statement WHERE line = ? AND month = ? AND currency = ?",
            Statements::read,
            who.line,
            month.toString(),
            who.currency)
        .orElseThrow();
  }

  private static List<Who> lines(List<ReportRow> rows, List<ReportRow> earlier) {
    return new ArrayList<>(
        Stream.concat(rows.stream(), earlier.stream())
            .map(r -> new Who(r.names().getFirst(), r.currency()))
            .sorted((a, b) -> (a.line + a.currency).compareTo(b.line + b.currency))
            .collect(Collectors.toCollection(LinkedHashSet::new)));
  }

  private static Statement read(Row row) {
    return new Statement(
        row.number(1),
        row.text(2),
        YearMonth.parse(row.text(3)),
        row.text(4),
        Instant.ofEpochMilli(row.number(5)),
        row.number(6),
        row.number(7),
        row.number(8),
        row.number(9),
        row.text(10));
  }

  private record Who(String line, String currency) {
    boolean owns(ReportRow row) {
      return row.names().getFirst().equals(line) && row.currency().equals(currency);
    }
  }
}
