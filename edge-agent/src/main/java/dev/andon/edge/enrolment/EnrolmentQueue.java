package dev.andon.edge.enrolment;

import dev.andon.edge.triage.ViewKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enrols views of a running station from its last frames, one after another on a thread of its own,
 * and remembers what came of it. Thread-safe.
 */
public final class EnrolmentQueue implements AutoCloseable {
  /** The newest frames of a view that are shown and looked at. */
  public static final int SHOWN = 40;

  private static final Logger LOG = LoggerFactory.getLogger(EnrolmentQueue.class);
  private static final long STOP_SECONDS = 20;

  private final RecentFrames recent;
  private final FrameEnrolment enrolment;
  private final Runnable saved;
  private final ExecutorService thread;
  private Optional<Running> running = Optional.empty();
  private Optional<Enrolled> last = Optional.empty();
  private List<KeptFrame> lookedAt = List.of();
  private Lineup lineup = new Lineup(List.of(), 0);

  /**
   * An enrolment on its way.
   *
   * @param view which
   * @param doing what, in a few words
   * @param done of it
   * @param of all of it
   */
  public record Running(ViewKey view, String doing, int done, int of) {}

  /**
   * Prepares; starts its thread with the first work.
   *
   * @param recent stays the caller's
   * @param saved called after golden frames were saved, on this queue's thread
   */
  public EnrolmentQueue(
      RecentFrames recent, FrameEnrolment enrolment, Runnable saved, String station) {
    this.recent = recent;
    this.enrolment = enrolment;
    this.saved = saved;
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("enrolment-" + station).daemon().factory());
  }

  /** The views that have frames, by name. */
  public List<ViewKey> views() {
    return recent.views();
  }

  /** The newest frames of a view, oldest first. */
  public List<KeptFrame> frames(ViewKey view) {
    List<KeptFrame> all = recent.of(view);
    return all.subList(Math.max(0, all.size() - SHOWN), all.size());
  }

  /** A frame that is still kept. */
  public Optional<KeptFrame> frame(String id) {
    return recent.views().stream()
        .flatMap(view -> recent.of(view).stream())
        .filter(frame -> frame.id().equals(id))
        .findFirst();
  }

  /** Looks at a view's last frames; takes a few seconds where there are new ones. */
  public Lineup lineup(ViewKey view) throws IOException, InterruptedException {
    try {
      return thread.submit(() -> looked(frames(view))).get();
    } catch (ExecutionException failed) {
      throw new IOException(
          "the last pictures cannot be looked at: " + failed.getCause(), failed.getCause());
    } catch (RejectedExecutionException closed) {
      throw new IOException("the station is stopping", closed);
    }
  }

  /** On the queue's own thread only. */
  private Lineup looked(List<KeptFrame> frames) throws IOException, InterruptedException {
    if (!frames.equals(lookedAt) || frames.isEmpty()) {
      lineup =
          frames.isEmpty()
              ? new Lineup(List.of(), 0)
              : enrolment.lineup(frames, (doing, done, of) -> {});
      lookedAt = frames;
    }
    return lineup;
  }

  /**
   * Begins to enrol.
   *
   * @param ids of the frames that become golden
   * @return why nothing was begun, if nothing was
   */
  public synchronized Optional<String> start(ViewKey view, Set<String> ids) {
    if (running.isPresent()) {
      return Optional.of(
          "golden frames of "
              + running.get().view()
              + " are being made at this moment; wait until that is done");
    }
    List<KeptFrame> chosen = new ArrayList<>();
    List<KeptFrame> others = new ArrayList<>();
    for (KeptFrame frame : recent.of(view)) {
      (ids.contains(frame.id()) ? chosen : others).add(frame);
    }
    if (chosen.isEmpty()) {
      return Optional.of(
          ids.isEmpty()
              ? "no picture is ticked"
              : "the ticked pictures are no longer kept; choose again");
    }
    running = Optional.of(new Running(view, "beginning", 0, 1));
    thread.execute(() -> run(view, chosen, others));
    LOG.info("enrolment of view={} begun pictures={}", view, chosen.size());
    return Optional.empty();
  }

  private void run(ViewKey view, List<KeptFrame> chosen, List<KeptFrame> others) {
    Enrolled result;
    try {
      result =
          enrolment.enrol(view, chosen, others, (doing, done, of) -> at(view, doing, done, of));
    } catch (InterruptedException stopping) {
      result = new Enrolled.Refused(view, "the station was stopped; nothing was changed");
    } catch (IOException | RuntimeException failed) {
      LOG.error("enrolment of view={} failed", view, failed);
      result = new Enrolled.Refused(view, "it failed: " + failed.getMessage());
    }
    if (result instanceof Enrolled.Saved) {
      takeUp();
    }
    done(result);
  }

  private void takeUp() {
    try {
      saved.run();
    } catch (RuntimeException later) {
      LOG.warn("new golden frames are taken up a second later: {}", later.getMessage());
    }
  }

  private synchronized void at(ViewKey view, String doing, int done, int of) {
    running = Optional.of(new Running(view, doing, done, of));
  }

  private synchronized void done(Enrolled result) {
    running = Optional.empty();
    last = Optional.of(result);
    switch (result) {
      case Enrolled.Saved made ->
          LOG.info(
              "enrolment of view={} done pictures={} took_ms={}: {}",
              made.view(),
              made.golden(),
              made.tookMillis(),
              made.says());
      case Enrolled.Refused refused ->
          LOG.warn("enrolment of view={} refused: {}", refused.view(), refused.why());
    }
  }

  /** What is being done, if something is. */
  public synchronized Optional<Running> running() {
    return running;
  }

  /** What came of the last enrolment since the start. */
  public synchronized Optional<Enrolled> last() {
    return last;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("an enrolment did not stop within {} s", STOP_SECONDS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
