package dev.andon.hub.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One page that needs nothing else: table, and bars drawn as SVG. Readable in light and dark, and
 * on paper.
 */
final class HtmlPage {
  private static final int BARS = 40;
  private static final int BAR_HEIGHT = 22;
  private static final int LABEL = 240;
  private static final int WIDTH = 860;
  private static final String STYLE =
      ":root{color-scheme:light dark;--ink:#1b2733;--soft:#66788a;--bar:#2f6db5;--rule:#d5dde5;--paper:#fff}"
          + "@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#93a4b5;--bar:#6aa5e8;--rule:#33424f;--paper:#12181e}}"
          + "body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:60rem;margin:2rem auto;padding:0 1rem}"
          + "h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}p{color:var(--soft)}"
          + "table{border-collapse:collapse;width:100%}th,td{padding:.3rem .6rem;border-bottom:1px solid var(--rule);text-align:left}"
          + "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}tfoot td{font-weight:600}"
          + "svg{width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:var(--ink)}svg rect{fill:var(--bar)}";

  private HtmlPage() {}

  static String write(Report report) {
    String by = report.by().stream().map(Dimension::word).collect(Collectors.joining(", "));
    StringBuilder page = new StringBuilder();
    page.append(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
    page.append("<title>Spend of ")
        .append(text(report.plant()))
        .append("</title><style>")
        .append(STYLE)
        .append("</style></head><body>");
    page.append("<h1>Spend of ")
        .append(text(report.plant()))
        .append("</h1><p>")
        .append(report.from())
        .append(" to ")
        .append(report.to());
    page.append(", by ").append(text(by)).append("</p>");
    for (ReportRow total : report.totals()) {
      page.append("<h2>")
          .append(Format.readable(total.costMicros()))
          .append(' ')
          .append(text(total.currency()))
          .append("</h2>");
      page.append(bars(report, total.currency()));
    }
    page.append(table(report));
    page.append(
        "<p>Saved is what answers from the cache would have cost at the day's price. Frames that stations judged themselves are not in it.</p>");
    return page.append("</body></html>\n").toString();
  }

  private static String bars(Report report, String currency) {
    List<ReportRow> rows =
        report.rows().stream()
            .filter(r -> r.currency().equals(currency) && r.costMicros() > 0)
            .limit(BARS)
            .toList();
    long most = rows.stream().mapToLong(ReportRow::costMicros).max().orElse(1);
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Cost per row\">",
            WIDTH,
            rows.size() * BAR_HEIGHT + 4));
    for (int i = 0; i < rows.size(); i++) {
      ReportRow row = rows.get(i);
      int y = i * BAR_HEIGHT;
      long width = Math.max(1, Math.round((WIDTH - LABEL - 110.0) * row.costMicros() / most));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"0\" y=\"%d\">%s</text>",
              y + 15,
              text(shortened(String.join(" · ", row.names())))));
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"14\" rx=\"2\"/>",
              LABEL,
              y + 4,
              width));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\">%s</text>",
              LABEL + width + 6,
              y + 15,
              Format.readable(row.costMicros())));
    }
    return svg.append("</svg>").toString();
  }

  private static String table(Report report) {
    StringBuilder table = new StringBuilder("<table><thead><tr>");
    report.by().forEach(d -> table.append("<th>").append(d.word()).append("</th>"));
    List.of("calls", "cache hits", "hit rate", "cost", "saved", "currency")
        .forEach(h -> table.append("<th class=\"n\">").append(h).append("</th>"));
    table.append("</tr></thead><tbody>");
    report.rows().forEach(r -> table.append(line(r.names(), r)));
    table.append("</tbody><tfoot>");
    report.totals().forEach(t -> table.append(line(total(report.by().size()), t)));
    return table.append("</tfoot></table>").toString();
  }

  private static List<String> total(int size) {
    List<String> names = new ArrayList<>(List.of("total"));
    while (names.size() < size) {
      names.add("");
    }
    return names;
  }

  private static String line(List<String> names, ReportRow row) {
    String cells =
        names.stream().map(n -> "<td>" + text(n) + "</td>").collect(Collectors.joining());
    List<String> figures =
        List.of(
            Long.toString(row.calls()),
            Long.toString(row.hits()),
            Format.percent(row.hitRate()),
            Format.readable(row.costMicros()),
            Format.readable(row.savedMicros()),
            row.currency());
    return "<tr>"
        + cells
        + figures.stream()
            .map(f -> "<td class=\"n\">" + text(f) + "</td>")
            .collect(Collectors.joining())
        + "</tr>";
  }

  private static String shortened(String label) {
    return label.length() <= 34 ? label : label.substring(0, 33) + "…";
  }

  private static String text(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
