package dev.andon.hub.report;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Spend from the first day to the last, both included, in the plant's days.
 *
 * @param rows the dearest first, or in the order of time where a time is the first dimension
 */
public record Report(
    String plant, LocalDate from, LocalDate to, List<Dimension> by, List<ReportRow> rows) {
  public Report {
    by = List.copyOf(by);
    Comparator<ReportRow> order =
        by.getFirst().isTime()
            ? Comparator.comparing((ReportRow r) -> String.join("\n", r.names()))
            : Comparator.comparingLong(ReportRow::costMicros)
                .reversed()
                .thenComparing(r -> String.join("\n", r.names()));
    rows = rows.stream().sorted(order).toList();
  }

  /** One total per currency. */
  public List<ReportRow> totals() {
    Map<String, ReportRow> totals = new TreeMap<>();
    rows.forEach(r -> totals.merge(r.currency(), r.named(List.of("total")), ReportRow::plus));
    return List.copyOf(totals.values());
  }
}
