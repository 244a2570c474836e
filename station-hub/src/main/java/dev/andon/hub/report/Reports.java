package dev.andon.hub.report;

import dev.andon.hub.ledger.RollUp;
import dev.andon.hub.store.Row;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes reports from the hourly sums, after folding in what is new. Thread-safe. */
public final class Reports {
  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:00 xxx");
  private static final String PAID = "('ANSWERED', 'FAILED', 'CANCELLED', 'OUTCOME_UNKNOWN')";
  private static final String SUMS =
      " SUM(CASE WHEN h.outcome IN "
          + PAID
          + " THEN h.calls ELSE 0 END) AS calls,"
          + " SUM(CASE WHEN h.outcome = 'HIT' THEN h.calls ELSE 0 END) AS hits,"
          + " SUM(CASE WHEN h.outcome = 'OUTCOME_UNKNOWN' THEN h.calls ELSE 0 END) AS unanswered,"
          + " SUM(h.input) AS input, SUM(h.cached_input) AS cached, SUM(h.output) AS output,"
          + " SUM(h.cost_micros) AS cost, SUM(h.saved_micros) AS saved";
  private static final String TOTALS =
      "s.cost_currency, SUM(h.calls), SUM(h.hits), SUM(h.unanswered), SUM(h.input), SUM(h.cached),"
          + " SUM(h.output), SUM(h.cost), SUM(h.saved)";

  private final Store store;
  private final String plant;
  private final ZoneId zone;

  public Reports(Store store, String plant, ZoneId zone) {
    this.store = store;
    this.plant = plant;
    this.zone = zone;
  }

  /** Both days are included. */
  public SpendReport report(LocalDate from, LocalDate to, List<Dimension> by) {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(
          "the report ends on " + to + ", before it begins on " + from);
    }
    if (by.isEmpty()) {
      throw new IllegalArgumentException(
          "a report needs something to be split by, such as line or day");
    }
    var _ = new RollUp(store).run();
    long first = from.atStartOfDay(zone).toInstant().toEpochMilli();
    long end = to.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
    return new SpendReport(plant, zone, from, to, by, store.read(tx -> rows(tx, first, end, by)));
  }

  private List<ReportRow> rows(Tx tx, long first, long end, List<Dimension> by) {
    List<String> columns = by.stream().map(Dimension::column).distinct().toList();
    String grouped =
        Stream.concat(columns.stream(), Stream.of("s.cost_currency"))
            .collect(Collectors.joining(", "));
    // By numbers first and only then by names: a third of the time of joining every hour.
    String inner = by.stream().anyMatch(Dimension::isTime) ? "h.subject, h.hour_ms" : "h.subject";
    String sql =
        "SELECT "
            + String.join(", ", columns)
            + ", "
            + TOTALS
            + " FROM (SELECT "
            + inner
            + ","
            + SUMS
            + " FROM ledger_hour h WHERE h.hour_ms >= ? AND h.hour_ms < ? GROUP BY "
            + inner
            + ") h JOIN ledger_subject s ON s.id = h.subject GROUP BY "
            + grouped;
    Names names = new Names(columns, by, zone);
    Map<List<String>, ReportRow> merged = new LinkedHashMap<>();
    tx.each(
        sql,
        row -> {
          ReportRow one = row(row, columns.size(), names.of(row));
          List<String> key =
              Stream.concat(one.names().stream(), Stream.of(one.currency())).toList();
          merged.merge(key, one, ReportRow::plus);
        },
        first,
        end);
    return List.copyOf(merged.values());
  }

  private static ReportRow row(Row row, int columns, List<String> names) {
    return new ReportRow(
        names,
        row.text(columns + 1),
        row.number(columns + 2),
        row.number(columns + 3),
        row.number(columns + 4),
        row.number(columns + 5),
        row.number(columns + 6),
        row.number(columns + 7),
        row.number(columns + 8),
        row.number(columns + 9));
  }

  /** Turns columns into names; times are formatted once per hour. */
  private static final class Names {
    private final List<String> columns;
    private final List<Dimension> by;
    private final Map<Dimension, Map<Long, String>> times = new HashMap<>();
    private final ZoneId zone;

    Names(List<String> columns, List<Dimension> by, ZoneId zone) {
      this.columns = columns;
      this.by = by;
      this.zone = zone;
    }

    List<String> of(Row row) {
      List<String> names = new ArrayList<>(by.size());
      for (Dimension dimension : by) {
        int column = columns.indexOf(dimension.column()) + 1;
        names.add(dimension.isTime() ? time(dimension, row.number(column)) : row.text(column));
      }
      return names;
    }

    private String time(Dimension dimension, long millis) {
      LongFunction<String> format = at -> name(dimension, Instant.ofEpochMilli(at).atZone(zone));
      return times
          .computeIfAbsent(dimension, d -> new HashMap<>())
          .computeIfAbsent(millis, format::apply);
    }

    private static String name(Dimension dimension, ZonedDateTime at) {
      return switch (dimension) {
        case HOUR -> HOUR.format(at);
        case DAY -> at.toLocalDate().toString();
        case WEEK ->
            "%d-W%02d"
                .formatted(
                    at.get(IsoFields.WEEK_BASED_YEAR), at.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        case MONTH -> "%d-%02d".formatted(at.getYear(), at.getMonthValue());
        case LINE, STATION, VARIANT, KEY, TEAM, CUSTOMER, PLANT, PROVIDER, MODEL ->
            throw new IllegalArgumentException(dimension + " is no time");
      };
    }
  }
}
