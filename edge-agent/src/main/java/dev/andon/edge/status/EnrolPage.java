package dev.andon.edge.status;

import dev.andon.edge.enrolment.Enrolled;
import dev.andon.edge.enrolment.EnrolmentQueue;
import dev.andon.edge.enrolment.KeptFrame;
import dev.andon.edge.enrolment.Lineup;
import dev.andon.edge.triage.ViewKey;
import dev.andon.wire.StationId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The pages of {@link EnrolDoor}: plain HTML without a script, in light and dark. Pure. */
final class EnrolPage {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String STYLE =
      """
      main{max-width:64rem}a{color:inherit}h1 a{text-decoration:none}h2{font-size:1.1rem;margin:1.4rem 0 .2rem}
      .box{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem;margin-top:.7rem}
      .box p:first-child{margin-top:0}.box.good{border-left:.3rem solid var(--good);color:inherit}
      .box.bad{border-left:.3rem solid var(--bad);color:inherit}
      .box b.good,.box b.bad{font-size:1.1rem}
      input[type=password]{font:inherit;padding:.5rem .7rem;border:1px solid var(--line);border-radius:.4rem;
       background:var(--page);color:inherit;width:100%;max-width:30rem;box-sizing:border-box}
      button{font:inherit;font-weight:600;padding:.55rem 1.1rem;border:1px solid var(--go);border-radius:.4rem;
       background:var(--go);color:var(--on);cursor:pointer}
      button.view{background:var(--card);color:inherit;border-color:var(--line);font-weight:400}
      button.view.now{border-color:var(--go);font-weight:600}
      button:focus-visible,input:focus-visible,a:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
      .row{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;margin-top:.7rem}
      .frames{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.7rem;margin:.7rem 0 5.5rem}
      .frame{display:flex;flex-direction:column;background:var(--card);border:2px solid var(--line);
       border-radius:.6rem;overflow:hidden;cursor:pointer}
      .frame:has(input:checked){border-color:var(--good)}.frame:not(:has(input:checked)) img{opacity:.55}
      .frame:has(input:focus-visible){outline:3px solid var(--focus);outline-offset:2px}
      .frame img{width:100%;height:auto;aspect-ratio:4/3;object-fit:contain;display:block;background:#0003}
      .frame span{padding:.35rem .6rem .45rem;font-size:.85rem;font-variant-numeric:tabular-nums;line-height:1.35}
      .frame input{margin:0 .45rem 0 0;width:1rem;height:1rem;vertical-align:-.12rem;accent-color:var(--good)}
      .frame em{display:block;font-style:normal;color:var(--wait)}.frame a{float:right;color:var(--soft)}
      .bar{position:fixed;left:0;right:0;bottom:0;background:var(--card);border-top:1px solid var(--line)}
      .bar div{max-width:62rem;margin:0 auto;padding:.7rem 1rem;display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:center}
      .bar span{color:var(--soft);font-size:.85rem;flex:1 1 14rem}
      progress{width:100%;height:.9rem;accent-color:var(--go)}
      figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:.6rem;overflow:hidden}
      figure img{width:100%;display:block}figcaption{padding:.5rem .8rem .6rem;font-size:.9rem}
      .heats{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:.7rem;margin-top:.7rem}
      .heats figure{max-width:40rem}
      .scale{display:inline-block;width:7rem;height:.7rem;border-radius:.35rem;vertical-align:-.05rem;margin:0 .3rem;
       background:linear-gradient(90deg,#ffd20044,#ffd200,#ff6a00,#f00)}
      .box small,.heats small{font-size:.85rem}code{overflow-wrap:anywhere}ol{padding-left:1.2rem;margin:.5rem 0 0}
      :root{--go:#1a5fb4;--on:#fff;--focus:#62a0ea}
      @media (prefers-color-scheme:dark){:root{--go:#8ab8ff;--on:#0b1a2d;--focus:#8ab8ff}}
      """;

  private final StationId station;
  private final InstantSource clock;

  EnrolPage(StationId station, InstantSource clock) {
    this.station = station;
    this.clock = clock;
  }

  String signIn(String where, String problem) {
    return page("", banner("bad", problem) + tokenForm(where, "Show the last pictures"));
  }

  /** For who may look and has no key to change something. */
  String welcome(
      String where,
      Optional<EnrolmentQueue.Running> running,
      Optional<Enrolled> last,
      String problem) {
    String now =
        running
            .map(
                work ->
                    "<div class=box><p>Golden frames of %s are being made: <a href=/enrol/progress>look how far it is</a>.</div>"
                        .formatted(escaped(work.view().toString())))
            .or(() -> last.map(this::outcome))
            .orElse("");
    return page("", banner("bad", problem) + tokenForm(where, "Choose pictures") + now);
  }

  private static String tokenForm(String where, String button) {
    return """
        <form class=box method=post action=/enrol>
        <p><b>Golden frames</b> show the station what a good part looks like. They are made from its own last pictures;
        whoever makes them needs the operator token, which is in <code>%s</code>.</p>
        <input type=hidden name=do value=open>
        <div class=row><input type=password name=token required aria-label="operator token" placeholder="operator token"
         autocomplete=current-password autofocus><button>%s</button></div></form>
        """
        .formatted(escaped(where), button);
  }

  String nothingKept() {
    return page(
        "",
        "<div class=box><p>No picture is kept yet: let the line run for a minute, then"
            + " <a href=/enrol>come back</a>.</div>");
  }

  String refused(String why) {
    return page(
        "",
        banner("bad", capital(why) + ".")
            + "<div class=row><a href=/enrol>Back to the pictures</a></div>");
  }

  String choose(List<ViewKey> views, ViewKey view, Lineup lineup, String key) {
    int usual = lineup.usual().size();
    int all = lineup.entries().size();
    return page(
        "",
        chooser(views, view, key)
            + """
            <div class=box><p><b>%s</b>: the last %d pictures. Leave a picture ticked if it shows a <b>good part</b>,
            in the place and the light it always has. %s</p>
            <p>20 make a good start; one is enough where parts always lie in the same place.</p></div>
            <form method=post action=/enrol><input type=hidden name=do value=enrol>
            <input type=hidden name=key value="%s">%s
            <div class=frames>%s</div>
            <div class=bar><div><button>Enrol the ticked pictures</button>
            <span>replaces the golden frames of %s; frames are judged meanwhile</span></div></div></form>
            """
                .formatted(
                    escaped(view.toString()),
                    all,
                    usual == all
                        ? "A tick only says that a picture is like the others: look at each."
                        : "A tick only says that a picture is like the others: look at each. %d %s not ticked."
                            .formatted(all - usual, all - usual == 1 ? "is" : "are"),
                    key,
                    hidden(view),
                    newestFirst(lineup),
                    escaped(view.toString())));
  }

  private String newestFirst(Lineup lineup) {
    return lineup.entries().reversed().stream().map(this::card).collect(Collectors.joining("\n"));
  }

  private String card(Lineup.Entry entry) {
    KeptFrame frame = entry.frame();
    return """
        <label class=frame><img src="/enrol/frame/%1$s/small" alt="picture of %2$s" width=320 height=240>
        <span><input type=checkbox name=frame value=%1$s%3$s>%1$s · %2$s<a href="/enrol/frame/%1$s" target=_blank title="in full size">⤢</a>%4$s</span></label>\
        """
        .formatted(
            frame.id(),
            when(frame.at()),
            entry.doubt().isEmpty() ? " checked" : "",
            entry.doubt().map(why -> "<em>" + escaped(why) + "</em>").orElse(""));
  }

  private static String chooser(List<ViewKey> views, ViewKey now, String key) {
    if (views.size() < 2) {
      return "";
    }
    String buttons =
        views.stream()
            .map(
                view ->
                    """
                    <form method=post action=/enrol><input type=hidden name=do value=open>
                    <input type=hidden name=key value="%s">%s<button class="view%s">%s</button></form>\
                    """
                        .formatted(
                            key,
                            hidden(view),
                            view.equals(now) ? " now" : "",
                            escaped(view.toString())))
            .collect(Collectors.joining());
    return "<div class=row>" + buttons + "</div>";
  }

  private static String hidden(ViewKey view) {
    return """
        <input type=hidden name=variant value="%s"><input type=hidden name=view value="%s">\
        """
        .formatted(escaped(view.variant()), escaped(view.view()));
  }

  String progress(EnrolmentQueue.Running running) {
    return page(
        "<meta http-equiv=refresh content=1>",
        """
        <div class=box><p><b>%s</b>: %s%s.</p>
        <p><progress max=%d value=%d></progress></p>
        <p><small>Some ten seconds for 20 pictures. Frames are judged meanwhile, with the golden frames from before.</small></p></div>
        """
            .formatted(
                escaped(running.view().toString()),
                escaped(running.doing()),
                running.of() > 1 ? ", " + running.done() + " of " + running.of() : "",
                Math.max(1, running.of()),
                running.done()));
  }

  String result(Enrolled result) {
    return page(
        "",
        outcome(result)
            + "<div class=row><a href=/enrol>Choose other pictures</a><a href=/>Status of the station</a></div>");
  }

  private String outcome(Enrolled result) {
    return switch (result) {
      case Enrolled.Refused refused ->
          """
          <div class="box bad"><p><b class=bad>Nothing was changed</b></p><p>%s: %s.</p></div>
          """
              .formatted(escaped(refused.view().toString()), escaped(refused.why()));
      case Enrolled.Saved saved ->
          """
          <div class="box good"><p><b class=good>%s has %d golden %s</b></p><p>%s.</p>
          <p><small>made at %s UTC in %.1f s; the golden frames differ by %s</small></p></div>%s
          """
              .formatted(
                  escaped(saved.view().toString()),
                  saved.golden(),
                  saved.golden() == 1 ? "frame" : "frames",
                  escaped(capital(saved.says())),
                  when(saved.at()),
                  saved.tookMillis() / 1_000.0,
                  escaped(saved.noise()),
                  unusual(saved));
    };
  }

  private String unusual(Enrolled.Saved saved) {
    if (saved.unusual().isEmpty()) {
      return "";
    }
    StringBuilder figures = new StringBuilder();
    for (int i = 0; i < saved.unusual().size(); i++) {
      figures.append(figure(saved, i));
    }
    return """
        <h2>What these golden frames find unusual</h2>
        <p>Nothing is painted within the ordinary range of the golden pictures;<span class=scale></span>is beyond it.
        If something red is ordinary, choose again with pictures that show it; if a golden frame shows a fault, choose again without it.</p>
        <div class=heats>%s</div>
        """
        .formatted(figures);
  }

  private String figure(Enrolled.Saved saved, int index) {
    Enrolled.Unusual each = saved.unusual().get(index);
    String caption =
        each.golden()
            ? "golden picture %s (%s UTC), beside the others"
                .formatted(each.frame().id(), when(each.frame().at()))
            : "picture %s (%s UTC), not chosen"
                .formatted(each.frame().id(), when(each.frame().at()));
    return """
        <figure><img src="/enrol/unusual/%d/%d" alt="%s"><figcaption>%s: its worst place reaches <b>%.1f</b> times the ordinary range</figcaption></figure>\
        """
        .formatted(saved.at().toEpochMilli(), index, caption, caption, each.worst());
  }

  private static String banner(String kind, String text) {
    return text.isEmpty()
        ? ""
        : "<div class=\"box %s\"><p>%s</p></div>".formatted(kind, escaped(text));
  }

  private String when(Instant at) {
    boolean today =
        LocalDate.ofInstant(at, ZoneOffset.UTC)
            .equals(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    return (today ? CLOCK : DAY).format(at);
  }

  private String page(String head, String body) {
    return """
        <!doctype html><html lang=en><head><meta charset=utf-8>
        <meta name=viewport content="width=device-width,initial-scale=1">%s<title>Golden frames · %s</title>
        <style>%s%s</style></head>
        <body><main><h1><a href=/>%s</a> <small>· golden frames · %s UTC</small></h1>%s</main></body></html>
        """
        .formatted(
            head,
            escaped(station.toString()),
            StationPage.STYLE,
            STYLE,
            escaped(station.toString()),
            CLOCK.format(clock.instant()),
            body);
  }

  private static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String escaped(String text) {
    return StationPage.escaped(text).replace("\"", "&quot;").replace("'", "&#39;");
  }
}
