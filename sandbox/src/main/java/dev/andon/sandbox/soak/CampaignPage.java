package dev.andon.sandbox.soak;

import dev.andon.html.Html;
import dev.andon.sandbox.soak.audit.Check;
import dev.andon.sandbox.soak.audit.DamageLine;
import dev.andon.sandbox.soak.audit.FaultLine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A campaign as one page that needs nothing else: sums, and of each phase a picture over its time
 * and the table of its checks. Readable in light and dark, narrow and wide.
 */
final class CampaignPage {

  private static final Html STYLE =
      Html.of(
          """
      :root{color-scheme:light dark;--ink:#1b2733;--soft:#5b6b7b;--rule:#d5dde5;--paper:#fff;--card:#f4f7fa;--good:#1a7f4b;--bad:#b3261e;--kills:#c2362b;--stalls:#b7791f;--disks:#7b4fb5;--provider:#0f8a8a;--link:#2f6db5;--clock:#5b6b7b;--damage:#b83280;--area:#2f6db5}
      @media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9fb0c0;--rule:#33424f;--paper:#12181e;--card:#1a232c;--good:#5fd39a;--bad:#ff8a80;--kills:#ff7b6e;--stalls:#e5b45b;--disks:#b794f4;--provider:#4fd1c5;--link:#6aa5e8;--clock:#9fb0c0;--damage:#f687b3;--area:#6aa5e8}}
      *{box-sizing:border-box}
      body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:70rem;margin:0 auto;padding:1.5rem 1rem 3rem}
      h1{font-size:1.5rem;line-height:1.25;margin:0}h2{font-size:1.15rem;margin:2.4rem 0 .2rem}p{color:var(--soft);margin:.3rem 0;overflow-wrap:anywhere}
      .good{color:var(--good)}.bad{color:var(--bad)}
      .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.6rem;margin:1.2rem 0;padding:0}
      .figures div{background:var(--card);border-radius:.5rem;padding:.6rem .8rem}
      .figures dt{color:var(--soft);font-size:.85rem}.figures dd{margin:0;font-size:1.25rem;font-weight:600;font-variant-numeric:tabular-nums}
      .wide{overflow-x:auto;margin:.6rem 0}
      table{border-collapse:collapse;width:100%;font-size:.92rem}
      th,td{padding:.3rem .7rem;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top}
      th{color:var(--soft);font-weight:500;white-space:nowrap}th:first-child,td:first-child{padding-left:0}
      td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.k{white-space:nowrap}
      td small{display:block;color:var(--soft);overflow-wrap:anywhere}td small.bad{color:var(--bad)}
      table.damages{min-width:44rem}td.w{min-width:9rem}a{color:var(--area)}
      @media(max-width:36rem){th,td{padding:.3rem .4rem}}
      details{margin:.5rem 0}summary{cursor:pointer;color:var(--soft)}
      .timeline{display:block;width:100%;min-width:44rem;font:11px system-ui,sans-serif}
      .timeline text{fill:var(--ink)}.timeline .label{text-anchor:end}.timeline .soft,.timeline .time{fill:var(--soft);font-size:10px}.timeline .time{text-anchor:middle}
      .rule,.tick{stroke:var(--rule);stroke-width:.6}.tick{stroke-dasharray:2 3}.base{stroke:var(--soft);stroke-width:.8}
      .curve{fill:var(--area);fill-opacity:.35;stroke:var(--area);stroke-width:1.1}
      .fault,.key i{fill:var(--clock);background:var(--clock)}
      .kills{fill:var(--kills);background:var(--kills)!important}.stalls{fill:var(--stalls);background:var(--stalls)!important}
      .disks{fill:var(--disks);background:var(--disks)!important}.provider{fill:var(--provider);background:var(--provider)!important}
      .link{fill:var(--link);background:var(--link)!important}.damage{fill:var(--damage);background:var(--damage)!important}
      .key{display:flex;flex-wrap:wrap;gap:.1rem 1rem;font-size:.85rem}.key i{display:inline-block;width:.8rem;height:.6rem;border-radius:.15rem;margin-right:.35rem}
      @media print{body{max-width:none;padding:0}}
      """);

  private CampaignPage() {}

  static Html of(CampaignReport report) {
    String title = "Andon soak: " + verdict(report);
    return Html.of(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
            + "<title>{}</title><style>{}</style></head><body><h1>{}</h1>"
            + "<p>{} of {} phases, {}, seed {}, {} stations, {}</p>{}{}{}</body></html>\n",
        title,
        STYLE,
        title,
        report.phases().size(),
        report.plan().phases().size(),
        words(report.elapsed()),
        report.options().seed(),
        report.options().stations(),
        report.broker(),
        sums(report),
        overview(report),
        Html.all(report.phases().stream().map(CampaignPage::phase)));
  }

  private static String verdict(CampaignReport report) {
    if (!report.holds()) {
      return "promises were broken";
    }
    return report.isComplete()
        ? "every promise was kept"
        : "every promise was kept, not everything was tried";
  }

  private static Html sums(CampaignReport report) {
    return Html.of(
        "<dl class=\"figures\">{}</dl>",
        Html.all(
            List.of(CampaignReport.Sum.values()).stream()
                .map(
                    sum ->
                        Html.of(
                            "<div><dt>{}</dt><dd class=\"{}\">{}</dd></div>",
                            sum.word(),
                            mark(report.sum(sum) == 0),
                            report.sum(sum)))));
  }

  private static Html overview(CampaignReport report) {
    return Html.of(
        "<div class=\"wide\"><table><thead><tr><th>phase</th><th class=\"n\">reached</th>"
            + "<th>of</th><th class=\"n\">took</th><th>promises</th></tr></thead>"
            + "<tbody>{}</tbody></table></div>",
        Html.all(report.phases().stream().map(CampaignPage::line)));
  }

  private static Html line(PhaseReport phase) {
    return Html.of(
        "<tr><td class=\"k\"><a href=\"#{}\">{}</a></td><td class=\"n {}\">{}</td>"
            + "<td class=\"w\">{} {}</td><td class=\"n\">{}</td><td class=\"w {}\">{}</td></tr>",
        phase.name(),
        phase.name(),
        mark(phase.isReached()),
        phase.reached(),
        phase.planned().target(),
        phase.planned().kind().word(),
        words(phase.took()),
        mark(phase.holds()),
        phase.holds() ? "kept" : "broken: " + String.join(", ", phase.broken()));
  }

  private static Html phase(PhaseReport phase) {
    return Html.of(
        "<h2 id=\"{}\">{}</h2><p>{} of {} {}, {}{}</p>{}{}{}{}{}<p>{}</p>",
        phase.name(),
        phase.name(),
        phase.reached(),
        phase.planned().target(),
        phase.planned().kind().word(),
        words(phase.took()),
        phase.isReached() ? "" : " – not reached in its time",
        Html.all(
            phase.leftOut().stream().map(l -> Html.of("<p class=\"bad\">left out: {}</p>", l))),
        key(phase),
        TimelinePicture.of(phase.trace(), phase.name()),
        damages(phase.trace().damages()),
        checks(phase.audit().checks()),
        counts(phase.audit().figures()));
  }

  private static Html key(PhaseReport phase) {
    return Html.of(
        "<p class=\"key\">{}</p>",
        Html.all(
            phase.trace().faults().stream()
                .map(FaultLine::kind)
                .filter(kind -> !kind.equals("end"))
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .map(kind -> Html.of("<span><i class=\"{}\"></i>{}</span>", kind, kind))));
  }

  private static Html checks(List<Check> checks) {
    return Html.of(
        "<div class=\"wide\"><table><thead><tr><th>check</th>"
            + "<th class=\"n\">found</th><th>promise</th></tr></thead><tbody>{}</tbody></table></div>",
        Html.all(checks.stream().map(CampaignPage::check)));
  }

  private static Html check(Check check) {
    return Html.of(
        "<tr><td class=\"k\">{}</td><td class=\"n {}\">{}</td><td>{}{}{}</td></tr>",
        check.name(),
        mark(check.holds()),
        check.found(),
        check.promise(),
        check.figures().isEmpty()
            ? Html.NOTHING
            : Html.of("<small>{}</small>", counts(check.figures())),
        Html.all(
            check.examples().stream().map(e -> Html.of("<small class=\"bad\">{}</small>", e))));
  }

  private static Html damages(List<DamageLine> damages) {
    return damages.isEmpty()
        ? Html.NOTHING
        : Html.of(
            "<details><summary>{} damaged files and what each cost</summary><div class=\"wide\">"
                + "<table class=\"damages\"><thead><tr><th>process</th><th>damage</th>"
                + "<th class=\"n\">bytes</th><th class=\"n\">parts</th>"
                + "<th class=\"n\">escalations</th><th>told</th></tr></thead>"
                + "<tbody>{}</tbody></table></div></details>",
            damages.size(),
            Html.all(damages.stream().map(CampaignPage::damage)));
  }

  private static Html damage(DamageLine line) {
    return Html.of(
        "<tr><td class=\"k\">{}</td><td class=\"k\">{}</td><td class=\"n\">{}</td>"
            + "<td class=\"n\">{}</td><td class=\"n\">{}</td><td><small>{}</small></td></tr>",
        line.process(),
        line.what(),
        line.bytes(),
        line.parts().size(),
        line.escalations().size(),
        line.told().isEmpty() ? "–" : line.told());
  }

  private static String counts(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey().replace('_', ' ') + " " + entry.getValue())
        .collect(Collectors.joining(" · "));
  }

  private static String mark(boolean good) {
    return good ? "good" : "bad";
  }

  private static String words(Duration time) {
    return "%d:%02d min".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
