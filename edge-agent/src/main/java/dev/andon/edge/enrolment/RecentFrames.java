package dev.andon.edge.enrolment;

import dev.andon.edge.triage.CameraFault;
import dev.andon.edge.triage.ViewKey;
import dev.andon.vision.DecodeLimits;
import dev.andon.vision.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The station's last frames, few of each variant and view, on disk in files of its user's own, so
 * that golden frames can be chosen among them. Nothing here ever stops a frame from being judged:
 * the capture thread copies a picture now and then and goes on, another encodes and writes; what
 * does not fit, on the thread or on the disk, is not kept. Thread-safe.
 */
public final class RecentFrames implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecentFrames.class);
  private static final int MOST_VIEWS = 32;
  private static final long STOP_SECONDS = 5;
  private static final long NOT_YET = Long.MIN_VALUE;

  private final Settings settings;
  private final FrameFolder folder;
  private final Map<ViewKey, List<KeptFrame>> frames = new HashMap<>();
  private final Map<ViewKey, Long> due = new HashMap<>();
  private final AtomicLong notKept = new AtomicLong();
  private final ThreadPoolExecutor keeper;
  private long number;
  private String trouble = "";

  /**
   * How many frames are kept, and where.
   *
   * @param folder made when the first frame is kept
   * @param keep most frames of one variant and view, 1 … 200
   * @param every shortest time from one kept frame to the next, 0 … 1 hour
   * @param maxBytes of all frames together, above 0
   * @param leastFree bytes that stay free on the disk for those who need them more, from 0
   */
  public record Settings(Path folder, int keep, Duration every, long maxBytes, long leastFree) {
    /** Refuses values out of range. */
    public Settings {
      if (keep < 1 || keep > 200) {
        throw new IllegalArgumentException(
            "enrolment.keep_frames must be 0 to 200, but is " + keep);
      }
      if (every.isNegative() || every.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException("enrolment.every must be 0s to 1h, but is " + every);
      }
      if (maxBytes < 1 || leastFree < 0) {
        throw new IllegalArgumentException(
            "enrolment.max_bytes must be above 0, but is " + maxBytes);
      }
    }
  }

  private RecentFrames(Settings settings, String station) {
    this.settings = settings;
    this.folder = new FrameFolder(settings.folder());
    this.keeper =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(1),
            Thread.ofPlatform().name("recent-frames-" + station).daemon().factory());
  }

  /** With the frames that an earlier process kept there; a folder that cannot be read has none. */
  public static RecentFrames open(Settings settings, String station) {
    RecentFrames recent = new RecentFrames(settings, station);
    recent.folder.tidy();
    for (KeptFrame frame : recent.folder.frames()) {
      recent.frames.computeIfAbsent(frame.view(), view -> new ArrayList<>()).add(frame);
      recent.number = Math.max(recent.number, frame.number());
    }
    return recent;
  }

  /** What a process keeps in a folder, maybe at this moment; oldest first, changes nothing. */
  public static List<KeptFrame> listed(Path folder) {
    return new FrameFolder(folder).frames();
  }

  /**
   * Offers a frame; copies it where it is worth keeping. For the capture thread: never waits.
   *
   * @param picture stays the caller's
   * @param at by the station's wall clock
   * @param nanos by its monotonic clock
   */
  public void offer(Picture picture, ViewKey view, Instant at, long nanos) {
    if (!worth(picture, view, nanos)) {
      return;
    }
    Picture copy = picture.copy();
    try {
      keeper.execute(() -> keep(copy, view, at));
    } catch (RejectedExecutionException busyOrClosed) {
      copy.close();
      notKept.incrementAndGet();
    }
  }

  private synchronized boolean worth(Picture picture, ViewKey view, long nanos) {
    long from = due.getOrDefault(view, NOT_YET);
    if (from != NOT_YET && nanos - from < 0) {
      return false;
    }
    if ((long) picture.width() * picture.height() > DecodeLimits.DEFAULT.maxPixels()) {
      notKept.incrementAndGet();
      return false;
    }
    if (due.size() >= MOST_VIEWS) {
      due.clear();
    }
    List<Instant> times = frames.getOrDefault(view, List.of()).stream().map(KeptFrame::at).toList();
    due.put(view, nanos + FrameSelection.wait(times, settings.keep(), settings.every()).toNanos());
    return true;
  }

  private void keep(Picture picture, ViewKey view, Instant at) {
    try (picture) {
      Optional<CameraFault.Kind> fault = CameraFault.of(picture).map(CameraFault::kind);
      FrameFolder.Draft draft = FrameFolder.Draft.of(picture);
      if (!roomFor(draft.bytes())) {
        notKept.incrementAndGet();
        tell("the disk has no room for them");
        return;
      }
      add(folder.write(view, nextNumber(), at, fault, draft)).forEach(folder::delete);
      tell("");
    } catch (IOException | RuntimeException notNow) {
      notKept.incrementAndGet();
      tell(String.valueOf(notNow.getMessage()));
    }
  }

  private synchronized long nextNumber() {
    return ++number;
  }

  /**
   * Older ones are given up first: the disk belongs to what must not be lost. The disk is never
   * touched under the lock, for which the capture thread may wait.
   */
  private boolean roomFor(long bytes) {
    while (folder.free() < settings.leastFree() + bytes) {
      Optional<KeptFrame> oldest = giveUpOfFullest();
      if (oldest.isEmpty()) {
        return false;
      }
      folder.delete(oldest.get());
    }
    return true;
  }

  private synchronized Optional<KeptFrame> giveUpOfFullest() {
    return frames.isEmpty() ? Optional.empty() : Optional.of(giveUp(fullest(), 0));
  }

  /** Returns those that went for it. */
  private synchronized List<KeptFrame> add(KeptFrame frame) {
    List<KeptFrame> gone = new ArrayList<>();
    List<KeptFrame> of = frames.computeIfAbsent(frame.view(), view -> new ArrayList<>());
    of.add(frame);
    while (of.size() > settings.keep()) {
      gone.add(giveUp(frame.view(), FrameSelection.superfluous(of)));
    }
    while (frames.size() > MOST_VIEWS) {
      gone.add(giveUp(stalest(), 0));
    }
    while (bytes() > settings.maxBytes() && !frames.isEmpty()) {
      gone.add(giveUp(fullest(), 0));
    }
    return gone;
  }

  private long bytes() {
    return frames.values().stream().flatMap(List::stream).mapToLong(KeptFrame::bytes).sum();
  }

  private ViewKey fullest() {
    return frames.keySet().stream()
        .max(Comparator.comparingInt(view -> frames.getOrDefault(view, List.of()).size()))
        .orElseThrow();
  }

  private ViewKey stalest() {
    return frames.entrySet().stream()
        .min(Comparator.comparingLong(each -> each.getValue().getLast().number()))
        .orElseThrow()
        .getKey();
  }

  private KeptFrame giveUp(ViewKey view, int index) {
    List<KeptFrame> of = frames.getOrDefault(view, new ArrayList<>());
    KeptFrame gone = of.remove(index);
    if (of.isEmpty()) {
      frames.remove(view);
    }
    return gone;
  }

  private void tell(String why) {
    if (!why.equals(trouble)) {
      trouble = why;
      if (why.isEmpty()) {
        LOG.info("last frames are kept again folder={}", settings.folder());
      } else {
        LOG.warn("last frames are not kept folder={}: {}", settings.folder(), why);
      }
    }
  }

  /** The views that have frames, by name. */
  public synchronized List<ViewKey> views() {
    return frames.keySet().stream().sorted(ViewKey.BY_NAME).toList();
  }

  /** The kept frames of a view, oldest first. */
  public synchronized List<KeptFrame> of(ViewKey view) {
    return List.copyOf(frames.getOrDefault(view, List.of()));
  }

  /** Frames that were worth keeping and were not kept, since the start. */
  public long notKept() {
    return notKept.get();
  }

  /** Where they are. */
  public Path place() {
    return settings.folder();
  }

  @Override
  public void close() {
    keeper.shutdown();
    try {
      if (!keeper.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("the last frames were not kept within {} s", STOP_SECONDS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
