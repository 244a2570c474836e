package dev.andon.edge.status;

import dev.andon.edge.actuation.OutputState;
import dev.andon.edge.outbox.DurableCounters;
import dev.andon.edge.outbox.Evicted;
import dev.andon.edge.outbox.OutboxHealth;
import dev.andon.html.Html;
import dev.andon.wire.StationId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The station's page: plain HTML, readable on a phone and beside the line, in light and dark,
 * without a script. It loads itself again every five seconds.
 */
final class StationPage {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

  /** Shared by the station's pages. */
  static final Html STYLE =
      Html.of(
          """
      :root{color-scheme:light dark;--soft:#5b6470;--line:#d9dee5;--card:#fff;--page:#f4f6f8;
       --good:#157a3b;--bad:#b3261e;--wait:#8a5a00}
      @media (prefers-color-scheme:dark){:root{--soft:#9aa4b2;--line:#323a45;--card:#1c2128;
       --page:#13171c;--good:#5bc98a;--bad:#ff8a80;--wait:#f0b95a}}
      body{margin:0;background:var(--page);font:15px/1.45 system-ui,sans-serif}
      main{max-width:52rem;margin:0 auto;padding:1rem}h1{font-size:1.35rem;margin:.2rem 0 1rem}
      .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.7rem}
      .tiles>div,table{background:var(--card);border:1px solid var(--line);border-radius:.6rem;
       padding:.8rem 1rem}
      .tiles b{display:block;font-size:1.3rem;font-variant-numeric:tabular-nums}
      .tiles span,small{color:var(--soft)}small{font-size:1rem;font-weight:400}
      a{color:inherit}p{overflow-wrap:anywhere;margin:.7rem 0 0}
      table{border-spacing:0;width:100%;margin-top:.7rem}td{padding:.25rem 0}
      td:last-child{text-align:right;font-variant-numeric:tabular-nums}
      .good{color:var(--good)}.bad{color:var(--bad)}.wait{color:var(--wait)}
      """);

  private static final Html UNSIGNED =
      Html.of(
          "<p class=bad>Trial: messages without the hub's signature are taken"
              + " (hub.accept_unsigned), so whoever reaches the broker can accept a part.</p>");

  private static final List<Row> ROWS =
      List.of(
          new Row(DurableCounters.Name.ESCALATED, "unsure, asked the hub", ""),
          new Row(DurableCounters.Name.AUDITED, "passed, and asked about all the same", ""),
          new Row(
              DurableCounters.Name.WITHHELD,
              "unsure or not seen, decided by the station's own rule",
              "wait"),
          new Row(
              DurableCounters.Name.SUPPRESSED, "unsure about what this part's escalation asks", ""),
          new Row(DurableCounters.Name.RECEIPTED, "escalations the hub has", ""),
          new Row(DurableCounters.Name.REPLAYED, "of them sent again after an outage", ""),
          new Row(DurableCounters.Name.VERDICTS, "verdicts", ""),
          new Row(
              DurableCounters.Name.TIMED_OUT, "deadlines that passed without a verdict", "wait"),
          new Row(DurableCounters.Name.DEFERRED, "asked by the hub to come again later", "wait"),
          new Row(DurableCounters.Name.REFUSED, "refused by the hub for good", "bad"),
          new Row(
              DurableCounters.Name.SKIPPED, "places of the source without a readable frame", "bad"),
          new Row(DurableCounters.Name.EVICTED, "escalations whose picture was given up", "bad"),
          new Row(
              DurableCounters.Name.UNSTORABLE, "escalations without a picture, disk full", "bad"),
          new Row(DurableCounters.Name.REPEATED_VERDICTS, "verdicts that were stored already", ""),
          new Row(DurableCounters.Name.STRANGERS, "answers to what this outbox never asked", "bad"),
          new Row(DurableCounters.Name.UNREAD, "messages of the hub that could not be read", "bad"),
          new Row(
              DurableCounters.Name.EVENTS_DROPPED, "events dropped because too many waited", "bad"),
          new Row(DurableCounters.Name.UNLOGGED, "frames that could not be stored", "bad"),
          new Row(DurableCounters.Name.UNSALVAGED, "escalations that damage took", "bad"),
          new Row(
              DurableCounters.Name.ACTUATIONS_UNKNOWN,
              "signals that may not have gone out",
              "wait"),
          new Row(DurableCounters.Name.FILES_QUARANTINED, "corrupt files set aside", "bad"));

  /** One counter; {@code kind} colours it where it is not 0. */
  private record Row(DurableCounters.Name name, String says, String kind) {}

  private StationPage() {}

  /**
   * @param enrolment whether golden frames can be made on a page of this station
   */
  static String of(StationId station, AgentState state, boolean enrolment, Instant now) {
    return Html.of(
            """
            <!doctype html><html lang=en><head><meta charset=utf-8>
            <meta name=viewport content="width=device-width,initial-scale=1">
            <meta http-equiv=refresh content=5><title>{} · Andon</title><style>{}</style></head>
            <body><main><h1>{} <small>· {} UTC</small></h1>
            <div class=tiles>{}</div>{}{}{}<table>{}</table></main></body></html>
            """,
            station,
            STYLE,
            station,
            CLOCK.format(now),
            tiles(state),
            problem(state),
            reason(state),
            golden(state, enrolment),
            rows(state))
        .toString();
  }

  private static Html tiles(AgentState state) {
    long frames = state.counters().of(DurableCounters.Name.FRAMES);
    long confident = state.counters().of(DurableCounters.Name.CONFIDENT);
    long queued = state.waiting().queued() + state.waiting().sent();
    return Html.all(
        tile(
            "hub",
            state.link(),
            state.connected() && state.linkTrouble().isEmpty() ? "good" : "bad"),
        capture(state),
        tile("frames judged", grouped(frames), ""),
        tile("of them on the spot", frames == 0 ? "–" : 100 * confident / frames + " %", ""),
        tile("on the way to the hub", grouped(queued), queued > 0 ? "wait" : ""),
        tile("awaiting a verdict", grouped(state.waiting().awaitingVerdict()), ""),
        tile("parts undecided", grouped(state.undecided()), ""));
  }

  private static Html capture(AgentState state) {
    if (state.cameraFault().isPresent()) {
      return tile("capture", "shows no part", "bad");
    }
    if (state.source().notReady().isPresent() && state.captureEnded().isEmpty()) {
      return tile("capture", "waits for its source", "bad");
    }
    return state.captureEnded().isEmpty()
        ? tile("capture", "running", "good")
        : tile("capture", "ended", "wait");
  }

  private static Html reason(AgentState state) {
    return Html.of(
        "{}{}{}{}{}{}{}",
        state.captureEnded().map(why -> Html.of("<p>Capture: {}.</p>", why)),
        state.source().notReady().map(StationPage::bad),
        Html.all(state.source().notes().stream().map(note -> Html.of("<p>{}.</p>", note))),
        state.cameraFault().map(StationPage::bad),
        state.linkTrouble().map(why -> Html.of("<p>Hub: {}.</p>", why)),
        Html.all(state.standing().stream().map(view -> Html.of("<p>{}.</p>", view))),
        state.acceptsUnsigned() ? UNSIGNED : Html.NOTHING);
  }

  private static Html bad(String sentence) {
    return Html.of("<p class=bad>{}.</p>", sentence);
  }

  private static Html golden(AgentState state, boolean enrolment) {
    String views =
        state.golden().isEmpty()
            ? enrolment ? "No view has golden frames" : ""
            : "Golden frames: " + String.join("; ", state.golden());
    Html link = enrolment ? Html.of(" <a href=/enrol>Make golden frames</a>") : Html.NOTHING;
    return views.isEmpty() ? Html.NOTHING : Html.of("<p>{}.{}</p>", views, link);
  }

  private static Html problem(AgentState state) {
    String text = store(state);
    return Html.all(
        text.isEmpty() ? Html.NOTHING : bad(text),
        Html.all(state.line().failing().stream().map(output -> bad(line(output)))));
  }

  /** Which ways to the line fail, in plain words; empty if none does. */
  static String line(AgentState state) {
    return String.join("\n", state.line().failing().stream().map(StationPage::line).toList());
  }

  private static String line(OutputState output) {
    return "line output %s fails since %s UTC: %s"
        .formatted(
            output.output(),
            CLOCK.format(output.failingSince().orElse(Instant.EPOCH)),
            output.problem());
  }

  /** What is wrong with the store, in plain words; empty if nothing is. */
  static String store(AgentState state) {
    OutboxHealth outbox = state.outbox();
    if (outbox.failingSince().isPresent()) {
      return "outbox cannot write: %s since %s UTC, %s frames told by fallback, %s waiting"
          .formatted(
              outbox.problem(),
              CLOCK.format(outbox.failingSince().get()),
              grouped(outbox.toldAnyway()),
              grouped(outbox.unlogged() + outbox.signalsOwed()));
    }
    if (outbox.tight()) {
      return "disk full: the reserved space is used up, older pictures make room for newer ones";
    }
    return outbox.sideJournal() ? "" : "the side journal cannot be written";
  }

  private static Html rows(AgentState state) {
    return Html.all(
        Html.all(ROWS.stream().map(row -> row(row.says, row.kind, state.counters().of(row.name)))),
        evictions(state.counters()),
        row("camera frames that a newer one replaced", "", state.source().dropped()),
        row("camera frames that were not whole", "bad", state.source().damaged()),
        row("messages that the hub did not sign, ignored", "bad", state.untrusted()),
        Html.all(state.line().outputs().stream().map(StationPage::row)));
  }

  private static Html evictions(DurableCounters counters) {
    return Html.all(
        counters.evictions().entrySet().stream()
            .sorted(Map.Entry.comparingByKey(Evicted.LOWEST_FIRST))
            .map(
                each ->
                    row(
                        "pictures given up: %s, %s"
                            .formatted(each.getKey().priority().text(), each.getKey().why().says()),
                        "bad",
                        each.getValue())));
  }

  private static Html row(OutputState output) {
    return Html.all(
        row("signals sent by " + output.output(), "", output.sent()),
        row("signals that failed by " + output.output(), "bad", output.failed()),
        row("signals not sent, too late for " + output.output(), "bad", output.tooLate()));
  }

  private static Html row(String says, String kind, long count) {
    return Html.of(
        "<tr><td>{}</td><td class=\"{}\">{}</td></tr>\n",
        says,
        count == 0 ? "" : kind,
        grouped(count));
  }

  private static Html tile(String name, String value, String kind) {
    return Html.of("<div><b class=\"{}\">{}</b><span>{}</span></div>", kind, value, name);
  }

  private static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
