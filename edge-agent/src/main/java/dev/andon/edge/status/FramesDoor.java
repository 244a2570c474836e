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
  }

  /** Never throws for what a request says. */
  HttpAnswer answer(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    boolean changes = !method.equals("GET") && !method.equals("HEAD");
    Optional<OperatorGate.Refusal> refusal = gate.refusal(exchange.getRequestHeaders(), changes);
    if (refusal.isPresent()) {
      return HttpAnswer.text(refusal.get().status(), refusal.get().says());
    }
    try {
      return changes ? changed(exchange) : shown(exchange);
    } catch (IllegalArgumentException noForm) {
      return HttpAnswer.text(400, "The request cannot be read: " + noForm.getMessage());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return HttpAnswer.text(503, "The station is stopping.");
    }
  }

  private HttpAnswer shown(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    if (!gate.mayLook(exchange.getRequestHeaders())) {
      return path.equals(PATH)
          ? signIn("")
          : HttpAnswer.text(401, "Enter the operator token at " + PATH + " first.");
    }
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

  private HttpAnswer signIn(String problem) {
    return HttpAnswer.html(401, page.signIn(gate.where(), problem))
        .with("WWW-Authenticate", "Bearer realm=\"andon\"");
  }

  private HttpAnswer changed(HttpExchange exchange) throws IOException, InterruptedException {
    if (!exchange.getRequestMethod().equals("POST")) {
      return HttpAnswer.text(405, "Only GET, HEAD and POST.").with("Allow", "GET, HEAD, POST");
    }
    if (!exchange.getRequestURI().getPath().equals(PATH)) {
      return HttpAnswer.text(404, "Try " + PATH + ".");
    }
    if (!FormFields.isOne(exchange)) {
      return HttpAnswer.text(415, "A form is needed: application/x-www-form-urlencoded.");
    }
    Optional<FormFields> form = FormFields.read(exchange);
    if (form.isEmpty()) {
      return HttpAnswer.text(413, "The form is longer than " + FormFields.MOST_BYTES + " bytes.")
          .with("Connection", "close");
    }
    return gate.mayChange(exchange.getRequestHeaders(), form.get())
        ? done(form.get()).with("Set-Cookie", gate.cookie())
        : signIn(
            form.get().first("token").isEmpty()
                ? "The page was open for too long, or was used already. Enter the token again"
                : "That is not the operator token");
  }

  private HttpAnswer done(FormFields form) throws InterruptedException {
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
