package dev.andon.edge.status;

import com.sun.net.httpserver.HttpExchange;
import dev.andon.wire.StationId;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /frames}: the station's last frames with what became of them, and the test trigger.
 * Everything here needs the operator token; see {@link OperatorGate}. Thread-safe.
 */
public final class FramesDoor {
  static final String PATH = "/frames";
  private static final Pattern PICTURE = Pattern.compile(PATH + "/(\\d{1,18})\\.jpg");

  private final OperatorGate gate;
  private final LastFrames frames;
  private final TestTrigger test;
  private final FramesPage page;
  private final GuardedPage guarded;

  public FramesDoor(
      OperatorGate gate,
      LastFrames frames,
      TestTrigger test,
      StationId station,
      InstantSource clock) {
    this.gate = gate;
    this.frames = frames;
    this.test = test;
    this.page = new FramesPage(station, clock);
    this.guarded = new GuardedPage(gate, PATH, new Frames());
  }

  /** Never throws for what a request says. */
  HttpAnswer answer(HttpExchange exchange) throws IOException {
    return guarded.answer(exchange);
  }

  /** The frames, for somebody with the token. */
  private final class Frames implements GuardedPage.Content {
    @Override
    public boolean asksForToken(String path) {
      return path.equals(PATH);
    }

    @Override
    public String signIn(String problem) {
      return page.signIn(gate.where(), problem);
    }

    @Override
    public HttpAnswer shown(String path) {
      Matcher picture = PICTURE.matcher(path);
      if (picture.matches()) {
        return frames
            .jpeg(Long.parseLong(picture.group(1)))
            .map(HttpAnswer::jpeg)
            .orElseGet(() -> HttpAnswer.text(404, "This picture is no longer kept."));
      }
      return path.equals(PATH)
          ? HttpAnswer.html(200, page.frames(frames.newestFirst()))
          : HttpAnswer.text(404, "Try " + PATH + ".");
    }

    @Override
    public HttpAnswer done(FormFields form) throws InterruptedException {
      Optional<String> said =
          form.first("do").equals("test")
              ? switch (test.take()) {
                case TestTrigger.Outcome.Taken taken -> Optional.empty();
                case TestTrigger.Outcome.Nothing(String why) -> Optional.of(why);
              }
              : Optional.empty();
      return HttpAnswer.html(200, page.answered(frames.newestFirst(), gate.newKey(), said));
    }
  }
}
