package dev.andon.edge.status;

import com.sun.net.httpserver.HttpExchange;
import dev.andon.edge.enrolment.Enrolled;
import dev.andon.edge.enrolment.EnrolmentQueue;
import dev.andon.edge.enrolment.KeptFrame;
import dev.andon.edge.enrolment.Lineup;
import dev.andon.edge.triage.ViewKey;
import dev.andon.wire.StationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /enrol}: the station's last frames, and golden frames made of the ticked ones. Everything
 * here needs the operator token; see {@link OperatorGate}. Thread-safe.
 */
public final class EnrolDoor {
  static final String PATH = "/enrol";
  private static final String PROGRESS = PATH + "/progress";
  private static final Pattern FRAME = Pattern.compile(PATH + "/frame/(\\d{1,18})(/small)?");
  private static final Pattern HEAT = Pattern.compile(PATH + "/unusual/(\\d{1,19})/(\\d)");

  private final OperatorGate gate;
  private final EnrolmentQueue queue;
  private final EnrolPage page;
  private final GuardedPage guarded;

  public EnrolDoor(
      OperatorGate gate, EnrolmentQueue queue, StationId station, InstantSource clock) {
    this.gate = gate;
    this.queue = queue;
    this.page = new EnrolPage(station, clock);
    this.guarded = new GuardedPage(gate, PATH, new Golden());
  }

  /** Never throws for what a request says. */
  HttpAnswer answer(HttpExchange exchange) throws IOException {
    return guarded.answer(exchange);
  }

  /** The enrolment, for somebody with the token. */
  private final class Golden implements GuardedPage.Content {
    @Override
    public boolean asksForToken(String path) {
      return path.equals(PATH) || path.equals(PROGRESS);
    }

    @Override
    public String signIn(String problem) {
      return page.signIn(gate.where(), problem);
    }

    @Override
    public HttpAnswer shown(String path) throws IOException {
      Matcher frame = FRAME.matcher(path);
      if (frame.matches()) {
        return frame(frame.group(1), frame.group(2) != null);
      }
      Matcher heat = HEAT.matcher(path);
      if (heat.matches()) {
        return unusual(heat.group(1), Integer.parseInt(heat.group(2)));
      }
      return switch (path) {
        case PATH ->
            HttpAnswer.html(200, page.welcome(gate.where(), queue.running(), queue.last(), ""));
        case PROGRESS -> progress();
        default -> HttpAnswer.text(404, "Try " + PATH + ".");
      };
    }

    private HttpAnswer frame(String id, boolean small) throws IOException {
      Optional<Path> file = queue.frame(id).map(frame -> small ? frame.small() : frame.file());
      try {
        return file.isEmpty() ? gone() : HttpAnswer.jpeg(Files.readAllBytes(file.get()));
      } catch (NoSuchFileException givenUpMeanwhile) {
        return gone();
      }
    }

    private static HttpAnswer gone() {
      return HttpAnswer.text(404, "This picture is no longer kept.");
    }

    private HttpAnswer unusual(String made, int index) {
      return queue
          .last()
          .filter(result -> result instanceof Enrolled.Saved)
          .map(result -> (Enrolled.Saved) result)
          .filter(saved -> String.valueOf(saved.at().toEpochMilli()).equals(made))
          .filter(saved -> index < saved.unusual().size())
          .map(saved -> HttpAnswer.jpeg(saved.unusual().get(index).jpeg()))
          .orElseGet(Golden::gone);
    }

    private HttpAnswer progress() {
      return queue
          .running()
          .map(running -> HttpAnswer.html(200, page.progress(running)))
          .or(() -> queue.last().map(result -> HttpAnswer.html(200, page.result(result))))
          .orElseGet(() -> HttpAnswer.elsewhere(PATH));
    }

    @Override
    public HttpAnswer done(FormFields form) throws IOException, InterruptedException {
      List<ViewKey> views = queue.views();
      Optional<ViewKey> view = view(form, views);
      if (form.first("do").equals("enrol") && view.isPresent()) {
        Optional<String> refused = queue.start(view.get(), form.all("frame"));
        return refused.isEmpty()
            ? HttpAnswer.elsewhere(PROGRESS)
            : HttpAnswer.html(409, page.refused(refused.get()));
      }
      if (queue.running().isPresent()) {
        return HttpAnswer.elsewhere(PROGRESS);
      }
      return view.isPresent()
          ? HttpAnswer.html(200, choose(views, view.get()))
          : HttpAnswer.html(200, page.nothingKept());
    }

    private String choose(List<ViewKey> views, ViewKey view)
        throws IOException, InterruptedException {
      Lineup lineup = queue.lineup(view);
      return page.choose(views, view, lineup, gate.newKey());
    }

    /** The named view, else the one with the newest frame. */
    private Optional<ViewKey> view(FormFields form, List<ViewKey> views) {
      ViewKey named = new ViewKey(form.first("variant"), form.first("view"));
      if (views.contains(named)) {
        return Optional.of(named);
      }
      if (!form.first("view").isEmpty()) {
        throw new IllegalArgumentException("no picture of " + named + " is kept");
      }
      return views.stream().max(Comparator.comparingLong(this::newest));
    }

    private long newest(ViewKey view) {
      List<KeptFrame> frames = queue.frames(view);
      return frames.isEmpty() ? 0 : frames.getLast().number();
    }
  }
}
