package dev.andon.edge.status;

import dev.andon.edge.enrolment.Enrolled;
import dev.andon.edge.enrolment.EnrolmentQueue;
import dev.andon.edge.enrolment.KeptFrame;
import dev.andon.edge.enrolment.Lineup;
import dev.andon.edge.triage.ViewKey;
import dev.andon.html.Html;
import dev.andon.wire.StationId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** The pages of {@link EnrolDoor}: plain HTML without a script, in light and dark. Pure. */
final class EnrolPage {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Html STYLE =
      Html.of(
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
      """);

  private final StationId station;
  private final InstantSource clock;

  EnrolPage(StationId station, InstantSource clock) {
    this.station = station;
    this.clock = clock;
  }

  String signIn(String where, String problem) {
    return page(Html.NOTHING, banner(problem), tokenForm(where, "Show the last pictures"));
  }

  /** For who may look and has no key to change something. */
  String welcome(
      String where,
      Optional<EnrolmentQueue.Running> running,
      Optional<Enrolled> last,
      String problem) {
    Html now =
        running
            .map(
                work ->
                    Html.of(
                        "<div class=box><p>Golden frames of {} are being made: <a href=/enrol/progress>look how far it is</a>.</div>",
                        work.view()))
            .or(() -> last.map(this::outcome))
            .orElse(Html.NOTHING);
    return page(Html.NOTHING, banner(problem), tokenForm(where, "Choose pictures"), now);
  }

  private static Html tokenForm(String where, String button) {
    return Html.of(
        """
        <form class=box method=post action=/enrol>
        <p><b>Golden frames</b> show the station what a good part looks like. They are made from its own last pictures;
        whoever makes them needs the operator token, which is in <code>{}</code>.</p>
        <input type=hidden name=do value=open>
        <div class=row><input type=password name=token required aria-label="operator token" placeholder="operator token"
         autocomplete=current-password autofocus><button>{}</button></div></form>
        """,
        where,
        button);
  }

  String nothingKept() {
    return page(
        Html.NOTHING,
        Html.of(
            "<div class=box><p>No picture is kept yet: let the line run for a minute, then"
                + " <a href=/enrol>come back</a>.</div>"));
  }

  String refused(String why) {
    return page(
        Html.NOTHING,
        banner(capital(why) + "."),
        Html.of("<div class=row><a href=/enrol>Back to the pictures</a></div>"));
  }

  String choose(List<ViewKey> views, ViewKey view, Lineup lineup, String key) {
    int all = lineup.entries().size();
    int unticked = all - lineup.usual().size();
    return page(
        Html.NOTHING,
        chooser(views, view, key),
        Html.of(
            """
            <div class=box><p><b>{}</b>: the last {} pictures. Leave a picture ticked if it shows a <b>good part</b>,
            in the place and the light it always has. A tick only says that a picture is like the others: look at each.{}</p>
            <p>20 make a good start; one is enough where parts always lie in the same place.</p></div>
            <form method=post action=/enrol><input type=hidden name=do value=enrol>
            <input type=hidden name=key value="{}">{}
            <div class=frames>{}</div>
            <div class=bar><div><button>Enrol the ticked pictures</button>
            <span>replaces the golden frames of {}; frames are judged meanwhile</span></div></div></form>
            """,
            view,
            all,
            unticked == 0
                ? ""
                : " %d %s not ticked.".formatted(unticked, unticked == 1 ? "is" : "are"),
            key,
            hidden(view),
            Html.all(lineup.entries().reversed().stream().map(this::card)),
            view));
  }

  private Html card(Lineup.Entry entry) {
    KeptFrame frame = entry.frame();
    String at = when(frame.at());
    return Html.of(
        """
        <label class=frame><img src="/enrol/frame/{}/small" alt="picture of {}" width=320 height=240>
        <span><input type=checkbox name=frame value={}{}>{} · {}<a href="/enrol/frame/{}" target=_blank title="in full size">⤢</a>{}</span></label>
        """,
        frame.id(),
        at,
        frame.number(),
        entry.doubt().isEmpty() ? Html.of(" checked") : Html.NOTHING,
        frame.id(),
        at,
        frame.id(),
        entry.doubt().map(why -> Html.of("<em>{}</em>", why)));
  }

  private static Html chooser(List<ViewKey> views, ViewKey now, String key) {
    return views.size() < 2
        ? Html.NOTHING
        : Html.of(
            "<div class=row>{}</div>",
            Html.all(views.stream().map(view -> choice(view, view.equals(now), key))));
  }

  private static Html choice(ViewKey view, boolean now, String key) {
    return Html.of(
        """
        <form method=post action=/enrol><input type=hidden name=do value=open>
        <input type=hidden name=key value="{}">{}<button class="view{}">{}</button></form>\
        """,
        key,
        hidden(view),
        now ? " now" : "",
        view);
  }

  private static Html hidden(ViewKey view) {
    return Html.of(
        """
        <input type=hidden name=variant value="{}"><input type=hidden name=view value="{}">\
        """,
        view.variant(),
        view.view());
  }

  String progress(EnrolmentQueue.Running running) {
    return page(
        Html.of("<meta http-equiv=refresh content=1>"),
        Html.of(
            """
            <div class=box><p><b>{}</b>: {}{}.</p>
            <p><progress max="{}" value="{}"></progress></p>
            <p><small>Some ten seconds for 20 pictures. Frames are judged meanwhile, with the golden frames from before.</small></p></div>
            """,
            running.view(),
            running.doing(),
            running.of() > 1 ? ", " + running.done() + " of " + running.of() : "",
            Math.max(1, running.of()),
            running.done()));
  }

  String result(Enrolled result) {
    return page(
        Html.NOTHING,
        outcome(result),
        Html.of(
            "<div class=row><a href=/enrol>Choose other pictures</a><a href=/>Status of the station</a></div>"));
  }

  private Html outcome(Enrolled result) {
    return switch (result) {
      case Enrolled.Refused refused ->
          Html.of(
              """
              <div class="box bad"><p><b class=bad>Nothing was changed</b></p><p>{}: {}.</p></div>
              """,
              refused.view(),
              refused.why());
      case Enrolled.Saved saved ->
          Html.of(
              """
              <div class="box good"><p><b class=good>{} has {} golden {}</b></p><p>{}.</p>
              <p><small>made at {} UTC in {} s; the golden frames differ by {}</small></p></div>{}
              """,
              saved.view(),
              saved.golden(),
              saved.golden() == 1 ? "frame" : "frames",
              capital(saved.says()),
              when(saved.at()),
              "%.1f".formatted(saved.tookMillis() / 1_000.0),
              saved.noise(),
              unusual(saved));
    };
  }

  private Html unusual(Enrolled.Saved saved) {
    return saved.unusual().isEmpty()
        ? Html.NOTHING
        : Html.of(
            """
            <h2>What these golden frames find unusual</h2>
            <p>Nothing is painted within the ordinary range of the golden pictures;<span class=scale></span>is beyond it.
            If something red is ordinary, choose again with pictures that show it; if a golden frame shows a fault, choose again without it.</p>
            <div class=heats>{}</div>
            """,
            Html.all(IntStream.range(0, saved.unusual().size()).mapToObj(i -> figure(saved, i))));
  }

  private Html figure(Enrolled.Saved saved, int index) {
    Enrolled.Unusual each = saved.unusual().get(index);
    String caption =
        each.golden()
            ? "golden picture %s (%s UTC), beside the others"
                .formatted(each.frame().id(), when(each.frame().at()))
            : "picture %s (%s UTC), not chosen"
                .formatted(each.frame().id(), when(each.frame().at()));
    return Html.of(
        """
        <figure><img src="/enrol/unusual/{}/{}" alt="{}"><figcaption>{}: its worst place reaches <b>{}</b> times the ordinary range</figcaption></figure>\
        """,
        saved.at().toEpochMilli(),
        index,
        caption,
        caption,
        "%.1f".formatted(each.worst()));
  }

  private static Html banner(String problem) {
    return problem.isEmpty()
        ? Html.NOTHING
        : Html.of("<div class=\"box bad\"><p>{}</p></div>", problem);
  }

  private String when(Instant at) {
    boolean today =
        LocalDate.ofInstant(at, ZoneOffset.UTC)
            .equals(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    return (today ? CLOCK : DAY).format(at);
  }

  private String page(Html head, Html... body) {
    return Html.of(
            """
            <!doctype html><html lang=en><head><meta charset=utf-8>
            <meta name=viewport content="width=device-width,initial-scale=1">{}<title>Golden frames · {}</title>
            <style>{}{}</style></head>
            <body><main><h1><a href=/>{}</a> <small>· golden frames · {} UTC</small></h1>{}</main></body></html>
            """,
            head,
            station,
            StationPage.STYLE,
            STYLE,
            station,
            CLOCK.format(clock.instant()),
            Html.all(body))
        .toString();
  }

  private static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
