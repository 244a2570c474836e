package dev.andon.hub.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Spend from the first day to the last, both included, in the plant's days.
 *
 * @param zone of the plant's days
 * @param rows the dearest first, or in the order of time where a time is the first dimension
 * @param local frames that stations judged by themselves, where that was asked for; no part of what
 *     is called saved
 */
public record SpendReport(
    String plant,
    ZoneId zone,
    LocalDate from,
    LocalDate to,
    List<Dimension> by,
    List<ReportRow> rows,
    OptionalLong local) {
  public SpendReport {
    by = List.copyOf(by);
    Comparator<ReportRow> order =
        by.getFirst().isTime()
            ? Comparator.comparing((ReportRow r) -> String.join("\n", r.names()))
            : Comparator.comparingLong(ReportRow::costMicros)
                .reversed()
                .thenComparing(r -> String.join("\n", r.names()));
    rows = rows.stream().sorted(order).toList();
  }

  /** Without local decisions. */
  public SpendReport(
      String plant,
      ZoneId zone,
      LocalDate from,
      LocalDate to,
      List<Dimension> by,
      List<ReportRow> rows) {
    this(plant, zone, from, to, by, rows, OptionalLong.empty());
  }

  /** The same with the number of frames that stations judged by themselves. */
  public SpendReport withLocal(long frames) {
    return new SpendReport(plant, zone, from, to, by, rows, OptionalLong.of(frames));
  }

  /**
   * What {@link #local} frames would have cost at the average of the paid calls, in µ-units of the
   * first total's currency; empty where they were not asked for or nothing was paid.
   */
  public OptionalLong localAtAverage() {
    List<ReportRow> totals = totals();
    if (local.isEmpty() || totals.isEmpty() || totals.getFirst().calls() == 0) {
      return OptionalLong.empty();
    }
    double average = totals.getFirst().costMicros() / (double) totals.getFirst().calls();
    return OptionalLong.of(Math.round(average * local.getAsLong()));
  }

  /** For people: what is said about local decisions. */
  String localSentence() {
    if (local.isEmpty()) {
      return "Frames that stations judged themselves are not in it.";
    }
    String judged = "Stations judged " + Format.count(local.getAsLong()) + " frames themselves";
    return localAtAverage().isEmpty()
        ? judged + "."
        : judged
            + "; asked at the average of these calls they would have cost "
            + Format.grouped(localAtAverage().getAsLong())
            + " "
            + totals().getFirst().currency()
            + ". That is an estimate and not counted as saved.";
  }

  /** When that day of the plant begins. */
  Instant start(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }

  /** One total per currency. */
  public List<ReportRow> totals() {
    Map<String, ReportRow> totals = new TreeMap<>();
    rows.forEach(r -> totals.merge(r.currency(), r.named(List.of("total")), ReportRow::plus));
    return List.copyOf(totals.values());
  }
}
