package dev.andon.hub.console;

import dev.andon.hub.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The plant's page: plain HTML, readable on a phone and on a wall, in light and dark, without a
 * script. It loads itself again every five seconds.
 */
final class PlantPage {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

  /** Stations send their pulse every few seconds. */
  private static final Duration SILENT = Duration.ofSeconds(60);

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1b1f24;--soft:#5b6470;--line:#d9dee5;--card:#fff;
       --page:#f4f6f8;--good:#157a3b;--bad:#b3261e;--wait:#8a5a00}
      @media (prefers-color-scheme:dark){:root{--ink:#e6e9ee;--soft:#9aa4b2;--line:#323a45;
       --card:#1c2128;--page:#13171c;--good:#5bc98a;--bad:#ff8a80;--wait:#f0b95a}}
      *{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);
       font:15px/1.45 system-ui,sans-serif}
      main{max-width:76rem;margin:0 auto;padding:1rem}h1{font-size:1.35rem;margin:.2rem 0 1rem}
      h2{font-size:1rem;margin:0 0 .5rem}
      .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.7rem}
      .tile,section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;
       padding:.8rem 1rem}
      .tile b{display:block;font-size:1.3rem;font-variant-numeric:tabular-nums}
      .tile span,.soft{color:var(--soft)}
      .columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));
       gap:.7rem;margin-top:.7rem}
      .wide{grid-column:1/-1}section{overflow-x:auto}table{border-collapse:collapse;width:100%}
      th{text-align:left;color:var(--soft);font-weight:500;white-space:nowrap}
      th,td{padding:.25rem .7rem .25rem 0;border-bottom:1px solid var(--line)}
      tr:last-child td{border-bottom:0}td{white-space:nowrap}
      td.n{text-align:right;font-variant-numeric:tabular-nums}
      .good{color:var(--good)}.bad{color:var(--bad)}.wait{color:var(--wait)}
      .says{white-space:normal}a{color:inherit}code{font-size:.85em}th.n{text-align:right}
      @media (max-width:40rem){.less{display:none}main{padding:.6rem}td{white-space:normal}}
      """;

  private PlantPage() {}

  static String of(PlantView view, boolean open) {
    return """
        <!doctype html><html lang=en><head><meta charset=utf-8>
        <meta name=viewport content="width=device-width,initial-scale=1">
        <meta http-equiv=refresh content=5><title>%1$s · Andon</title><style>%2$s</style></head>
        <body><main><h1>Plant %1$s <span class=soft>· %3$s UTC</span></h1>
        %9$s%10$s<div class=tiles>%4$s</div>
        <div class=columns>%5$s%6$s%7$s%8$s</div></main></body></html>
        """
        .formatted(
            Html.text(view.plant()),
            STYLE,
            CLOCK.format(view.now()),
            tiles(view),
            stations(view),
            spend(view) + autonomy(view),
            verdicts(view),
            requests(view),
            trial(open) + troubles(view.troubles()),
            trouble(view));
  }

  private static String trial(boolean open) {
    return open
        ? "<p class=wait>Trial: every user and program of this machine may read and change this hub"
            + " (http.open).</p>"
        : "";
  }

  private static String troubles(List<String> troubles) {
    return troubles.stream()
        .map(trouble -> "<p class=bad role=alert>%s</p>".formatted(Html.text(trouble)))
        .collect(Collectors.joining());
  }

  private static String trouble(PlantView view) {
    return view.brokerTrouble()
        .map(why -> "<p class=bad>Broker: " + Html.text(why) + ".</p>")
        .orElse("");
  }

  private static String tiles(PlantView view) {
    return tile("broker", view.broker() ? "connected" : "away", view.broker() ? "good" : "bad")
        + tile(
            "providers",
            view.providers() ? "answering" : "unreachable",
            view.providers() ? "good" : "bad")
        + tile("being judged", open(view, view.open().queued()), "")
        + tile(
            "waiting for an answer",
            open(view, view.open().waiting()),
            view.open().waiting() > 0 ? "wait" : "")
        + tile("verdicts not confirmed", open(view, view.open().unconfirmed()), "");
  }

  private static String open(PlantView view, long number) {
    return view.unreadable().contains(PlantView.Part.OPEN) ? "unknown" : Long.toString(number);
  }

  /** Nothing found and nothing readable are two things. */
  private static String none(PlantView view, PlantView.Part part, String nothing) {
    return view.unreadable().contains(part) ? "Cannot be read now." : nothing;
  }

  private static String tile(String name, String value, String kind) {
    return "<div class=tile><b class=\"%s\">%s</b><span>%s</span></div>"
        .formatted(kind, Html.text(value), Html.text(name));
  }

  private static String stations(PlantView view) {
    return section(
        "Stations",
        "",
        List.of("station", "link", "#heard", "#frames", "#in outbox", "#escalations"),
        view.stations(),
        s ->
            Html.row(
                within(view, s.name()),
                link(s, view.now()),
                Html.number(age(s.lastHeard(), view.now())),
                s.frames(),
                s.queued(),
                s.escalations()),
        "No station has been heard of yet.");
  }

  /** The broker's last word, unless nothing has been heard since for much longer than usual. */
  private static Html.Cell link(PlantView.Station station, Instant now) {
    if (station.twins()) {
      return new Html.Cell("<span class=bad>two processes with this name</span>");
    }
    if (!station.online()) {
      return new Html.Cell("<span class=bad>down</span>");
    }
    return station.lastHeard().plus(SILENT).isBefore(now)
        ? new Html.Cell("<span class=wait>silent</span>")
        : new Html.Cell("<span class=good>up</span>");
  }

  /** Nothing where no station has a view that buys its autonomy. */
  private static String autonomy(PlantView view) {
    List<List<String>> lines =
        view.stations().stream()
            .flatMap(s -> s.standing().stream().map(line -> List.of(s.name(), line)))
            .toList();
    return lines.isEmpty()
        ? ""
        : section(
            "What stations may decide by themselves",
            "wide",
            List.of("station", "variant/view: what is proved"),
            lines,
            line ->
                Html.row(
                    within(view, line.getFirst()),
                    new Html.Cell("<span class=says>" + Html.text(line.getLast()) + "</span>")),
            "");
  }

  private static String spend(PlantView view) {
    return section(
        "Spend today by line",
        "",
        List.of("line", "#calls", "#from cache", "#cost", "#saved by cache"),
        view.spend(),
        s ->
            Html.row(
                s.line().isEmpty() ? "(none)" : s.line(),
                s.calls(),
                s.hits(),
                amount(s.cost()),
                amount(s.saved())),
        none(view, PlantView.Part.SPEND, "Nothing has been spent today."));
  }

  private static String verdicts(PlantView view) {
    return section(
        "Last verdicts",
        "wide",
        List.of("at", "station", "verdict", "-by", "#cost", "-escalation"),
        view.verdicts(),
        v ->
            Html.row(
                CLOCK.format(v.at()),
                within(view, v.station()),
                new Html.Cell(
                    "<span class=%s>%s</span>"
                        .formatted(kind(v.verdict()), Html.text(v.verdict()))),
                Html.less(Html.text(v.by())),
                amount(v.cost()),
                trail(v.escalation())),
        none(view, PlantView.Part.VERDICTS, "No verdict has been given yet."));
  }

  private static String requests(PlantView view) {
    return section(
        "Last requests",
        "wide",
        List.of("at", "who", "-model", "outcome", "#ms", "#cost", "-trail"),
        view.requests(),
        r ->
            Html.row(
                CLOCK.format(r.at()),
                r.who(),
                Html.less(Html.text(r.model())),
                r.outcome(),
                Html.number(String.format(Locale.ROOT, "%.1f", r.tookMs())),
                Html.number(r.cost()),
                trail(r.id())),
        none(view, PlantView.Part.REQUESTS, "No request has been made yet."));
  }

  /** Names of this plant's stations without the plant, which stands above. */
  private static String within(PlantView view, String station) {
    String prefix = view.plant() + "/";
    return station.startsWith(prefix) ? station.substring(prefix.length()) : station;
  }

  private static Html.Cell amount(Money money) {
    return Html.number(
        String.format(Locale.ROOT, "%.6f %s", money.micros() / 1e6, money.currency()));
  }

  private static Html.Cell trail(String id) {
    String safe = Html.text(id);
    return Html.less("<a href=\"/admin/requests/%s\"><code>%s</code></a>".formatted(safe, safe));
  }

  private static String kind(String verdict) {
    return verdict.startsWith("pass") ? "good" : verdict.startsWith("defect") ? "bad" : "wait";
  }

  /**
   * A table.
   *
   * @param heads a column's name; with {@code #} before it a number, with {@code -} one that narrow
   *     screens leave out
   */
  private static <T> String section(
      String title,
      String kind,
      List<String> heads,
      List<T> rows,
      Function<T, String> row,
      String none) {
    if (rows.isEmpty()) {
      return "<section class=\"%s\"><h2>%s</h2><p class=soft>%s</p></section>"
          .formatted(kind, title, none);
    }
    String head = heads.stream().map(PlantPage::head).collect(Collectors.joining());
    String body = rows.stream().map(row).collect(Collectors.joining());
    return "<section class=\"%s\"><h2>%s</h2><table><thead><tr>%s</tr></thead><tbody>%s</tbody></table></section>"
        .formatted(kind, title, head, body);
  }

  private static String head(String name) {
    return switch (name.charAt(0)) {
      case '#' -> "<th class=n>" + name.substring(1) + "</th>";
      case '-' -> "<th class=less>" + name.substring(1) + "</th>";
      default -> "<th>" + name + "</th>";
    };
  }

  private static String age(Instant then, Instant now) {
    long seconds = Math.max(0, Duration.between(then, now).toSeconds());
    return seconds < 120 ? seconds + " s ago" : seconds / 60 + " min ago";
  }
}
