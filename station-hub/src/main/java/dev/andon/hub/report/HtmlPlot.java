package dev.andon.hub.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The cost of one currency drawn: columns in the order of time where the first dimension is one,
 * the dearest rows as bars where it is not.
 */
final class HtmlPlot {
  private static final int BARS = 25;
  private static final double HEIGHT = 100;

  private HtmlPlot() {}

  static String of(SpendReport report, String currency) {
    List<ReportRow> rows =
        report.rows().stream()
            .filter(r -> r.currency().equals(currency) && r.costMicros() > 0)
            .toList();
    if (rows.isEmpty()) {
      return "";
    }
    return report.by().getFirst().isTime() ? columns(report, rows) : bars(rows);
  }

  private static String bars(List<ReportRow> rows) {
    long most = rows.getFirst().costMicros();
    StringBuilder plot = new StringBuilder("<h2>Dearest</h2><div class=\"bars\">");
    for (ReportRow row : rows.subList(0, Math.min(BARS, rows.size()))) {
      plot.append("<span>" + HtmlPage.text(label(row.names())) + "</span>")
          .append(
              String.format(
                  Locale.ROOT,
                  "<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"%.2f\" height=\"10\"/></svg>",
                  Math.max(0.3, 100.0 * row.costMicros() / most)))
          .append("<b>" + Format.grouped(row.costMicros()) + "</b>");
    }
    plot.append("</div>");
    return rows.size() <= BARS
        ? plot.toString()
        : plot + "<p>and " + (rows.size() - BARS) + " more in the table below</p>";
  }

  private static String columns(SpendReport report, List<ReportRow> rows) {
    Map<String, Long> sums = new LinkedHashMap<>();
    rows.forEach(r -> sums.merge(r.names().getFirst(), r.costMicros(), Math::addExact));
    long most = sums.values().stream().mapToLong(Long::longValue).max().orElse(1);
    StringBuilder plot = new StringBuilder();
    plot.append("<h2>Cost by " + report.by().getFirst().word() + "</h2>")
        .append(
            String.format(
                Locale.ROOT,
                "<svg class=\"columns\" viewBox=\"0 0 %d %.0f\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Cost by %s\">",
                sums.size() * 10,
                HEIGHT,
                report.by().getFirst().word()));
    int x = 0;
    for (Map.Entry<String, Long> sum : sums.entrySet()) {
      double height = Math.max(0.5, HEIGHT * sum.getValue() / most);
      plot.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%d\" y=\"%.2f\" width=\"8\" height=\"%.2f\"><title>%s: %s</title></rect>",
              x * 10 + 1,
              HEIGHT - height,
              height,
              HtmlPage.text(sum.getKey()),
              Format.grouped(sum.getValue())));
      x++;
    }
    List<String> times = List.copyOf(sums.keySet());
    return plot.append("</svg><div class=\"ends\"><span>")
        .append(HtmlPage.text(times.getFirst()))
        .append("</span><span>highest " + Format.grouped(most) + "</span><span>")
        .append(HtmlPage.text(times.getLast()))
        .append("</span></div>")
        .toString();
  }

  private static String label(List<String> names) {
    List<String> given = names.stream().filter(n -> !n.isEmpty()).toList();
    return given.isEmpty() ? "–" : String.join(" · ", given);
  }
}
