package dev.andon.hub.report;

import dev.andon.html.Html;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One page that needs nothing else: figures, a plot and a table. Readable in light and dark, narrow
 * and wide, and on paper.
 */
final class HtmlPage {
  private static final List<String> HEADS =
      List.of("calls", "cache hits", "hit rate", "unknown", "cost", "saved");

  private static final Html STYLE =
      Html.of(
          """
      :root{color-scheme:light dark;--ink:#1b2733;--soft:#5b6b7b;--bar:#2f6db5;--rule:#d5dde5;--paper:#fff;--card:#f4f7fa}
      @media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9fb0c0;--bar:#6aa5e8;--rule:#33424f;--paper:#12181e;--card:#1a232c}}
      *{box-sizing:border-box}
      body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:64rem;margin:0 auto;padding:1.5rem 1rem 3rem}
      h1{font-size:1.5rem;line-height:1.25;margin:0}h2{font-size:1.1rem;margin:2rem 0 .6rem}p{color:var(--soft);margin:.4rem 0}
      .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.6rem;margin:1.2rem 0;padding:0}
      .figures div{background:var(--card);border-radius:.5rem;padding:.6rem .8rem}
      .figures dt{color:var(--soft);font-size:.85rem}.figures dd{margin:0;font-size:1.25rem;font-weight:600;font-variant-numeric:tabular-nums}
      .bars{display:grid;grid-template-columns:minmax(5rem,max-content) 1fr max-content;gap:.25rem .7rem;align-items:center;font-size:.9rem}
      .bars span{overflow-wrap:anywhere;max-width:16rem}.bars b{font-weight:400;text-align:right;font-variant-numeric:tabular-nums}
      .bars svg{width:100%;height:.9rem}svg rect{fill:var(--bar)}
      .columns{width:100%;height:11rem;border-bottom:1px solid var(--rule)}
      .ends{display:flex;justify-content:space-between;color:var(--soft);font-size:.85rem}
      .wide{overflow-x:auto}
      table{border-collapse:collapse;width:100%;font-size:.92rem}
      th,td{padding:.3rem .6rem;border-bottom:1px solid var(--rule);text-align:left;white-space:nowrap}
      th{color:var(--soft);font-weight:500}th:first-child,td:first-child{padding-left:0}
      td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}tfoot td{font-weight:600;border-bottom:0}
      @media print{body{max-width:none;padding:0}.figures div{border:1px solid var(--rule)}}
      """);

  private HtmlPage() {}

  static String write(SpendReport report) {
    String title = "Spend of " + report.plant();
    String by = report.by().stream().map(Dimension::word).collect(Collectors.joining(", "));
    return Html.of(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                + "<title>{}</title><style>{}</style></head><body>"
                + "<h1>{}</h1><p>{} to {}, by {}</p>{}{}"
                + "<p>Saved is what answers from the cache would have cost at the day's price."
                + " Unknown are calls whose answer never came, booked at the most they can have"
                + " cost.</p><p>{}</p></body></html>\n",
            title,
            STYLE,
            title,
            report.from(),
            report.to(),
            by,
            Html.all(
                report.totals().stream()
                    .map(t -> Html.all(figures(t), HtmlPlot.of(report, t.currency())))),
            report.rows().isEmpty() ? Html.of("<p>Nothing was spent.</p>") : table(report),
            report.localSentence())
        .toString();
  }

  private static Html figures(ReportRow total) {
    return Html.of(
        "<dl class=\"figures\">{}{}{}{}{}</dl>",
        figure("cost", Format.grouped(total.costMicros()) + " " + total.currency()),
        figure("calls", Format.count(total.calls())),
        figure("from the cache", Format.percent(total.hitRate())),
        figure("saved", Format.grouped(total.savedMicros()) + " " + total.currency()),
        figure("unknown", Format.count(total.unknown())));
  }

  private static Html figure(String name, String value) {
    return Html.of("<div><dt>{}</dt><dd>{}</dd></div>", name, value);
  }

  private static Html table(SpendReport report) {
    return Html.of(
        "<h2>All rows</h2><div class=\"wide\"><table><thead><tr>{}{}<th>currency</th></tr></thead>"
            + "<tbody>{}</tbody><tfoot>{}</tfoot></table></div>",
        Html.all(report.by().stream().map(d -> Html.of("<th>{}</th>", d.word()))),
        Html.all(HEADS.stream().map(head -> Html.of("<th class=\"n\">{}</th>", head))),
        Html.all(report.rows().stream().map(row -> line(row.names(), 1, row))),
        Html.all(report.totals().stream().map(t -> line(List.of("total"), report.by().size(), t))));
  }

  private static Html line(List<String> names, int span, ReportRow row) {
    List<String> figures =
        List.of(
            Format.count(row.calls()),
            Format.count(row.hits()),
            Format.percent(row.hitRate()),
            Format.count(row.unknown()),
            Format.grouped(row.costMicros()),
            Format.grouped(row.savedMicros()));
    return Html.of(
        "<tr>{}{}<td>{}</td></tr>",
        Html.all(
            names.stream()
                .map(n -> Html.of("<td colspan=\"{}\">{}</td>", span, n.isEmpty() ? "–" : n))),
        Html.all(figures.stream().map(f -> Html.of("<td class=\"n\">{}</td>", f))),
        row.currency());
  }
}
