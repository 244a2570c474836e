package dev.andon.edge.status;

import dev.andon.html.Html;
import dev.andon.wire.Box;
import dev.andon.wire.StationId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The pages of {@link FramesDoor}: plain HTML without a script, in light and dark. Pure. */
final class FramesPage {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Html STYLE =
      Html.of(
          """
      main{max-width:76rem}h1 a{text-decoration:none}
      .box{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem;margin-top:.7rem}
      .box p:first-child{margin-top:0}.bad.box{border-left:.3rem solid var(--bad)}
      form{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;margin:0}
      form label{color:var(--soft)}
      input[type=password]{font:inherit;padding:.5rem .7rem;border:1px solid var(--line);border-radius:.4rem;
       background:var(--page);color:inherit;flex:1 1 12rem;min-width:0;box-sizing:border-box}
      button{font:inherit;font-weight:600;padding:.55rem 1.1rem;border:1px solid var(--go);border-radius:.4rem;
       background:var(--go);color:var(--on);cursor:pointer}
      button:focus-visible,input:focus-visible,a:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
      .frames{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:.7rem;margin-top:.7rem}
      figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:.6rem;overflow:hidden}
      figure.test{border:2px dashed var(--go)}
      .picture{position:relative;background:#0003;display:block}
      .picture img{width:100%;height:auto;display:block}.picture svg{position:absolute;inset:0;width:100%;height:100%}
      rect{fill:none;stroke:#ffb000;stroke-width:2;vector-effect:non-scaling-stroke}
      .DEFECT rect{stroke:#ff3b30}
      figcaption{padding:.5rem .8rem .7rem;font-size:.9rem;line-height:1.4;overflow-wrap:anywhere}
      figcaption b{font-weight:600}figcaption span{display:block;color:var(--soft)}
      figcaption .signal{float:right;font-weight:600;margin-left:.6rem}
      :root{--go:#1a5fb4;--on:#fff;--focus:#62a0ea}
      @media (prefers-color-scheme:dark){:root{--go:#8ab8ff;--on:#0b1a2d;--focus:#8ab8ff}}
      """);

  private static final Html AGAIN = Html.of("<meta http-equiv=refresh content=5>");

  private static final Html ABOUT_TESTS =
      Html.of(
          "<p>A test judges the next frame that the source shows, beside its normal way: it tells the"
              + " line nothing, counts no part, asks nobody and costs nothing.");

  private final StationId station;
  private final InstantSource clock;

  FramesPage(StationId station, InstantSource clock) {
    this.station = station;
    this.clock = clock;
  }

  String signIn(String where, String problem) {
    return page(
        Html.NOTHING,
        problem(problem),
        Html.of(
            """
            <div class=box><p>The pictures of this station need its operator token. It is in {}.</p>
            {}</div>
            """,
            where,
            form(
                Html.of("<input type=hidden name=do value=look>"),
                token(),
                "Show the last frames")));
  }

  /** For who may look; a test needs the token. */
  String frames(List<LastFrames.Kept> frames) {
    return page(
        AGAIN,
        Html.of(
            "<div class=box>{}{}</div>",
            form(Html.of("<input type=hidden name=do value=test>"), token(), "Test the next frame"),
            ABOUT_TESTS),
        grid(frames));
  }

  /**
   * For who has just entered the token.
   *
   * @param key good for one test
   * @param said what came of a test, if there was one
   */
  String answered(List<LastFrames.Kept> frames, String key, Optional<String> said) {
    return page(
        Html.NOTHING,
        said.map(FramesPage::problem).orElse(Html.NOTHING),
        Html.of(
            "<div class=box>{}{}<p><a href=/frames>Follow the frames as they come</a></div>",
            form(
                Html.of(
                    "<input type=hidden name=do value=test><input type=hidden name=key value=\"{}\">",
                    key),
                Html.NOTHING,
                "Test the next frame"),
            ABOUT_TESTS),
        grid(frames));
  }

  private static Html problem(String text) {
    return text.isEmpty() ? Html.NOTHING : Html.of("<div class=\"box bad\">{}.</div>", text);
  }

  private static Html token() {
    return Html.of(
        "<label for=token>operator token</label><input id=token type=password name=token required"
            + " autocomplete=current-password>");
  }

  private static Html form(Html hidden, Html fields, String button) {
    return Html.of(
        "<form method=post action=/frames>{}{}<button>{}</button></form>", hidden, fields, button);
  }

  private static Html grid(List<LastFrames.Kept> frames) {
    return frames.isEmpty()
        ? Html.of("<p>No frame has been judged since the start.</p>")
        : Html.of("<div class=frames>{}</div>", Html.all(frames.stream().map(FramesPage::figure)));
  }

  private static Html figure(LastFrames.Kept kept) {
    ShownFrame frame = kept.frame();
    ShownFrame.Outlook outlook = frame.outlook();
    return Html.of(
        """
        <figure class="{} {}"><a class=picture href="/frames/{}.jpg"><img src="/frames/{}.jpg"
        width="{}" height="{}" alt="{}" loading=lazy>{}</a><figcaption>{}<b class="{}">{}</b>{}{}</figcaption></figure>
        """,
        frame.test() ? "test" : "",
        outlook.kind().name(),
        Long.toString(kept.number()),
        Long.toString(kept.number()),
        Integer.toString(frame.picture().width()),
        Integer.toString(frame.picture().height()),
        frame.test() ? "a test" : "part " + frame.label().part(),
        marks(frame),
        signal(kept),
        color(outlook.kind()),
        (frame.test() ? "Test: " : "") + outlook.says(),
        Html.of("<span>{}</span>", places(outlook)),
        Html.of("<span>{}</span>", label(frame.label())));
  }

  private static Html signal(LastFrames.Kept kept) {
    String text =
        kept.frame().test()
            ? "no signal"
            : kept.signal().orElse(kept.frame().outlook().id().isPresent() ? "waits" : "");
    return text.isEmpty() ? Html.NOTHING : Html.of("<span class=signal>{}</span>", text);
  }

  private static String places(ShownFrame.Outlook outlook) {
    List<String> said =
        outlook.marks().stream()
            .map(ShownFrame.Mark::says)
            .filter(text -> !text.isEmpty())
            .distinct()
            .limit(3)
            .toList();
    String marks =
        outlook.marks().isEmpty()
            ? ""
            : outlook.marks().size() + (outlook.marks().size() == 1 ? " place" : " places");
    return String.join(
        " · ",
        Stream.of(outlook.score(), marks, String.join(", ", said))
            .filter(text -> !text.isEmpty())
            .toList());
  }

  private static String label(ShownFrame.Label label) {
    return CLOCK.format(label.at())
        + " · "
        + (label.part().isEmpty() ? "" : label.part() + " · ")
        + label.variant()
        + "/"
        + label.view();
  }

  private static Html marks(ShownFrame frame) {
    if (frame.outlook().marks().isEmpty()) {
      return Html.NOTHING;
    }
    return Html.of(
        "<svg viewBox=\"0 0 {} {}\" preserveAspectRatio=none aria-hidden=true>{}</svg>",
        Integer.toString(frame.picture().width()),
        Integer.toString(frame.picture().height()),
        Html.all(frame.outlook().marks().stream().map(mark -> rect(mark.box()))));
  }

  private static Html rect(Box box) {
    return Html.of(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" />",
        Integer.toString(box.x1()),
        Integer.toString(box.y1()),
        Integer.toString(box.x2() - box.x1()),
        Integer.toString(box.y2() - box.y1()));
  }

  private static String color(ShownFrame.Kind kind) {
    return switch (kind) {
      case PASSED -> "good";
      case DEFECT -> "bad";
      case DOUBT, OTHER -> "wait";
    };
  }

  private String page(Html head, Html... parts) {
    Instant now = clock.instant();
    return Html.of(
            """
            <!doctype html><html lang=en><head><meta charset=utf-8>
            <meta name=viewport content="width=device-width,initial-scale=1">
            {}<title>Last frames · {} · Andon</title><style>{}{}</style></head>
            <body><main><h1><a href=/>{}</a> <small>· last frames · {} UTC</small></h1>{}</main></body></html>
            """,
            head,
            station,
            StationPage.STYLE,
            STYLE,
            station,
            CLOCK.format(now),
            Html.all(parts))
        .toString();
  }
}
