package dev.andon.hub.report;

import dev.andon.html.Html;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The cost of one currency drawn: columns in the order of time where the first dimension is one,
 * the dearest rows as bars where it is not.
 */
final class HtmlPlot {
  private static final int BARS = 25;
  private static final int HEIGHT = 100;

  private HtmlPlot() {}

  static Html of(SpendReport report, String currency) {
    List<ReportRow> rows =
        report.rows().stream()
            .filter(r -> r.currency().equals(currency) && r.costMicros() > 0)
            .toList();
    if (rows.isEmpty()) {
      return Html.NOTHING;
    }
    return report.by().getFirst().isTime() ? columns(report, rows) : bars(rows);
  }

  private static Html bars(List<ReportRow> rows) {
    long most = rows.getFirst().costMicros();
    return Html.of(
        "<h2>Dearest</h2><div class=\"bars\">{}</div>{}",
        Html.all(rows.stream().limit(BARS).map(row -> bar(row, most))),
        rows.size() <= BARS
            ? Html.NOTHING
            : Html.of("<p>and {} more in the table below</p>", rows.size() - BARS));
  }

  private static Html bar(ReportRow row, long most) {
    return Html.of(
        "<span>{}</span><svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\""
            + " aria-hidden=\"true\"><rect width=\"{}\" height=\"10\"/></svg><b>{}</b>",
        label(row.names()),
        hundredths(Math.max(0.3, 100.0 * row.costMicros() / most)),
        Format.grouped(row.costMicros()));
  }

  private static Html columns(SpendReport report, List<ReportRow> rows) {
    Map<String, Long> sums = new LinkedHashMap<>();
    rows.forEach(r -> sums.merge(r.names().getFirst(), r.costMicros(), Math::addExact));
    long most = sums.values().stream().mapToLong(Long::longValue).max().orElse(1);
    List<String> times = List.copyOf(sums.keySet());
    String by = report.by().getFirst().word();
    return Html.of(
        "<h2>Cost by {}</h2><svg class=\"columns\" viewBox=\"0 0 {} {}\""
            + " preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Cost by {}\">{}</svg>"
            + "<div class=\"ends\"><span>{}</span><span>highest {}</span><span>{}</span></div>",
        by,
        times.size() * 10,
        HEIGHT,
        by,
        Html.all(
            IntStream.range(0, times.size())
                .mapToObj(i -> column(i, times.get(i), sums.getOrDefault(times.get(i), 0L), most))),
        times.getFirst(),
        Format.grouped(most),
        times.getLast());
  }

  private static Html column(int index, String time, long micros, long most) {
    double height = Math.max(0.5, (double) HEIGHT * micros / most);
    return Html.of(
        "<rect x=\"{}\" y=\"{}\" width=\"8\" height=\"{}\"><title>{}: {}</title></rect>",
        index * 10 + 1,
        hundredths(HEIGHT - height),
        hundredths(height),
        time,
        Format.grouped(micros));
  }

  private static String hundredths(double length) {
    return String.format(Locale.ROOT, "%.2f", length);
  }

  private static String label(List<String> names) {
    List<String> given = names.stream().filter(n -> !n.isEmpty()).toList();
    return given.isEmpty() ? "–" : String.join(" · ", given);
  }
}
