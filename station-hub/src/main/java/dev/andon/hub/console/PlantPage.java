package dev.andon.hub.console;

import dev.andon.html.Html;
import dev.andon.hub.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * The plant's page: plain HTML, readable on a phone and on a wall, in light and dark, without a
 * script. It loads itself again every five seconds.
 */
final class PlantPage {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

  /** Stations send their pulse every few seconds. */
  private static final Duration SILENT = Duration.ofSeconds(60);

  private static final Html TRIAL =
      Html.of(
          "<p class=wait>Trial: every user and program of this machine may read and change this hub"
              + " (http.open).</p>");

  private static final Html STYLE =
      Html.of(
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
      """);

  private PlantPage() {}

  static String of(PlantView view, boolean open) {
    return Html.of(
            """
            <!doctype html><html lang=en><head><meta charset=utf-8>
            <meta name=viewport content="width=device-width,initial-scale=1">
            <meta http-equiv=refresh content=5><title>{} · Andon</title><style>{}</style></head>
            <body><main><h1>Plant {} <span class=soft>· {} UTC</span></h1>
            {}{}{}<div class=tiles>{}</div>
            <div class=columns>{}{}{}{}{}{}</div></main></body></html>
            """,
            view.plant(),
            STYLE,
            view.plant(),
            CLOCK.format(view.now()),
            open ? TRIAL : Html.NOTHING,
            troubles(view.troubles()),
            view.brokerTrouble().map(why -> Html.of("<p class=bad>Broker: {}.</p>", why)),
            tiles(view),
            stations(view),
            spend(view),
            HealthTable.of(view, station -> within(view, station)),
            autonomy(view),
            verdicts(view),
            requests(view))
        .toString();
  }

  private static Html troubles(List<String> troubles) {
    return Html.all(
        troubles.stream().map(trouble -> Html.of("<p class=bad role=alert>{}</p>", trouble)));
  }

  private static Html tiles(PlantView view) {
    return Html.all(
        tile("broker", view.broker() ? "connected" : "away", view.broker() ? "good" : "bad"),
        tile(
            "providers",
            view.providers() ? "answering" : "unreachable",
            view.providers() ? "good" : "bad"),
        tile("being judged", open(view, view.open().queued()), ""),
        tile(
            "waiting for an answer",
            open(view, view.open().waiting()),
            view.open().waiting() > 0 ? "wait" : ""),
        tile("verdicts not confirmed", open(view, view.open().unconfirmed()), ""));
  }

  private static String open(PlantView view, long number) {
    return view.unreadable().contains(PlantView.Part.OPEN) ? "unknown" : Long.toString(number);
  }

  /** Nothing found and nothing readable are two things. */
  private static String none(PlantView view, PlantView.Part part, String nothing) {
    return view.unreadable().contains(part) ? "Cannot be read now." : nothing;
  }

  private static Html tile(String name, String value, String kind) {
    return Html.of(
        "<div class=tile><b class=\"{}\">{}</b><span>{}</span></div>", kind, value, name);
  }

  private static Html stations(PlantView view) {
    return Table.of(
        "Stations",
        "",
        List.of(
            "station",
            "link",
            "#heard",
            "#frames",
            "#in outbox",
            "#escalations",
            "-still paid for"),
        view.stations(),
        s ->
            Table.row(
                within(view, s.name()),
                link(s, view.now()),
                Table.number(age(s.lastHeard(), view.now())),
                s.frames(),
                s.queued(),
                s.escalations(),
                Table.less(s.allowance())),
        "No station has been heard of yet.");
  }

  /** The broker's last word, unless nothing has been heard since for much longer than usual. */
  private static Html link(PlantView.Station station, Instant now) {
    if (station.twins()) {
      return colored("bad", "two processes with this name");
    }
    if (!station.online()) {
      return colored("bad", "down");
    }
    return station.lastHeard().plus(SILENT).isBefore(now)
        ? colored("wait", "silent")
        : colored("good", "up");
  }

  private static Html colored(String kind, String text) {
    return Html.of("<span class=\"{}\">{}</span>", kind, text);
  }

  /** Nothing where no station has a view that buys its autonomy. */
  private static Html autonomy(PlantView view) {
    List<List<String>> lines =
        view.stations().stream()
            .flatMap(s -> s.standing().stream().map(line -> List.of(s.name(), line)))
            .toList();
    return lines.isEmpty()
        ? Html.NOTHING
        : Table.of(
            "What stations may decide by themselves",
            "wide",
            List.of("station", "variant/view: what is proved"),
            lines,
            line -> Table.row(within(view, line.getFirst()), colored("says", line.getLast())),
            "");
  }

  private static Html spend(PlantView view) {
    return Table.of(
        "Spend today by line",
        "",
        List.of("line", "#calls", "#from cache", "#cost", "#saved by cache"),
        view.spend(),
        s ->
            Table.row(
                s.line().isEmpty() ? "(none)" : s.line(),
                s.calls(),
                s.hits(),
                amount(s.cost()),
                amount(s.saved())),
        none(view, PlantView.Part.SPEND, "Nothing has been spent today."));
  }

  private static Html verdicts(PlantView view) {
    return Table.of(
        "Last verdicts",
        "wide",
        List.of("at", "station", "verdict", "-by", "#cost", "-escalation"),
        view.verdicts(),
        v ->
            Table.row(
                CLOCK.format(v.at()),
                within(view, v.station()),
                colored(kind(v.verdict()), v.verdict()),
                Table.less(v.by()),
                amount(v.cost()),
                trail(v.escalation())),
        none(view, PlantView.Part.VERDICTS, "No verdict has been given yet."));
  }

  private static Html requests(PlantView view) {
    return Table.of(
        "Last requests",
        "wide",
        List.of("at", "who", "-model", "outcome", "#ms", "#cost", "-trail"),
        view.requests(),
        r ->
            Table.row(
                CLOCK.format(r.at()),
                r.who(),
                Table.less(r.model()),
                r.outcome(),
                Table.number(String.format(Locale.ROOT, "%.1f", r.tookMs())),
                r.cost().map(PlantPage::amount).orElse(Table.number("")),
                trail(r.id())),
        none(view, PlantView.Part.REQUESTS, "No request has been made yet."));
  }

  /** Names of this plant's stations without the plant, which stands above. */
  private static String within(PlantView view, String station) {
    String prefix = view.plant() + "/";
    return station.startsWith(prefix) ? station.substring(prefix.length()) : station;
  }

  private static Table.Cell amount(Money money) {
    return Table.number(
        String.format(Locale.ROOT, "%.6f %s", money.micros() / 1e6, money.currency()));
  }

  private static Table.Cell trail(String id) {
    return Table.less(Html.of("<a href=\"/admin/requests/{}\"><code>{}</code></a>", id, id));
  }

  private static String kind(String verdict) {
    return verdict.startsWith("pass") ? "good" : verdict.startsWith("defect") ? "bad" : "wait";
  }

  private static String age(Instant then, Instant now) {
    long seconds = Math.max(0, Duration.between(then, now).toSeconds());
    return seconds < 120 ? seconds + " s ago" : seconds / 60 + " min ago";
  }
}
