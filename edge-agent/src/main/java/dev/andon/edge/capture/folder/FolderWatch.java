package dev.andon.edge.capture.folder;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.CaptureSettings;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FileStamp;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.PacedSource.Pause;
import dev.andon.edge.capture.Shutter;
import dev.andon.edge.capture.SourceState;
import dev.andon.edge.capture.folder.FolderLook.Sight;
import dev.andon.edge.capture.folder.PictureFile.Reading;
import dev.andon.vision.Picture;
import dev.andon.vision.PictureDecoder;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Pictures that come into a folder and its sub-folders. It looks again and again, since no file
 * system tells of what comes over a network; a picture is taken when its size and time stood still
 * for two looks, or at once where it was written before; what is done is known by name, size and
 * time. One look's pictures come by name. Confined to one thread, except {@link #close} and {@link
 * #state}.
 */
public final class FolderWatch implements FrameSource {
  /** A look may take a tenth of the time: pauses are so much longer. */
  private static final int LOOK_SHARE = 10;

  private static final long LONGEST_LOST = 30_000_000_000L;
  private static final long LONGEST_PAUSE = 500_000_000;
  private static final long SAYS_SO = 5_000_000_000L;
  private static final int COUNTED_AT_ONCE = 1_000;

  private final WatchedFolder folder;
  private final CaptureSettings around;
  private final Pause pause;
  private final PictureDecoder decoder;
  private final Shutter shutter;
  private final FolderReport report;
  private final Settling settling;
  private final DoneFiles done;
  private final Deque<PictureFile> due = new ArrayDeque<>();
  private final long poll;
  private final long settle;
  private long nextLook;
  private long nextGlance;
  private long lostFor;
  private boolean drained;
  private Optional<Object> looked = Optional.empty();
  private volatile boolean closed;

  /**
   * The pictures that are in a folder and come into it; {@link WatchedFolder#naming} says what they
   * show.
   *
   * @param memory what is done, over restarts
   * @param around clocks and limits
   */
  public static FolderWatch of(WatchedFolder folder, FolderMemory memory, CaptureSettings around) {
    return new FolderWatch(folder, memory, around, Pause.SLEEP);
  }

  /** Does not touch the folder yet. */
  FolderWatch(WatchedFolder folder, FolderMemory memory, CaptureSettings around, Pause pause) {
    this.folder = folder;
    this.around = around;
    this.pause = pause;
    this.poll = folder.settings().poll().toNanos();
    this.settle = folder.settings().settle().toNanos();
    this.decoder = new PictureDecoder(around.limits(), folder.settings().pixels());
    this.settling = new Settling(poll);
    this.done = new DoneFiles(memory);
    this.report = new FolderReport(folder, memory.source(), around.monotonicNanos());
    this.shutter =
        new Shutter(
            cursor -> folder.naming().label(cursor, done.again(cursor.file())),
            around.wallClock(),
            around.monotonicNanos());
    this.nextLook = now();
  }

  /** What can be said about the folder. */
  public SourceState state() {
    return report.state();
  }

  @Override
  public Capture next() throws InterruptedException {
    long begun = now();
    while (!closed && now() - begun < SAYS_SO) {
      Optional<Capture> capture = fromQueue();
      if (capture.isPresent()) {
        return capture.get();
      }
      if (drained) {
        return report.end();
      }
      awaitTurn(begun + SAYS_SO);
      lookOrGlance();
    }
    return closed ? new Capture.Ended("closed", false) : new Capture.Waiting();
  }

  @Override
  public void close() {
    closed = true;
  }

  private Optional<Capture> fromQueue() {
    for (PictureFile file = due.poll(); file != null && !closed; file = due.poll()) {
      Optional<Capture> capture = take(file);
      if (capture.isPresent()) {
        return capture;
      }
    }
    return Optional.empty();
  }

  private Optional<Capture> take(PictureFile file) {
    report.begin();
    Reading reading = file.read(decoder);
    report.done();
    return switch (reading) {
      case Reading.Read(Picture picture) -> Optional.of(captured(file, picture));
      case Reading.Changed(FileStamp now) -> {
        settling.changed(file, now, now());
        yield Optional.empty();
      }
      case Reading.Gone gone -> went(file);
      case Reading.Refused(String reason) ->
          settling.stood(file, now()) >= settle ? skipped(file, reason) : Optional.empty();
      case Reading.Unreadable(String reason) -> unreadable(file, reason);
    };
  }

  /** Its mark is stored together with what becomes of it. */
  private Capture captured(PictureFile file, Picture picture) {
    try {
      Capture.Captured frame = shutter.capture(picture, Frame.PixelFormat.ENCODED, file.cursor());
      finish(file);
      return frame;
    } catch (RuntimeException bug) {
      picture.close();
      finish(file);
      return new Capture.Skipped(file.name() + ": cannot be labelled: " + bug, file.cursor());
    }
  }

  /** Counted and not marked: it may come back. If the whole share went, nothing is counted. */
  private Optional<Capture> went(PictureFile file) {
    Optional<Object> now = FolderLook.identity(folder.path());
    if (now.isEmpty() || !now.equals(looked)) {
      due.clear();
      nextLook = now();
      return Optional.empty();
    }
    settling.remove(file);
    return Optional.of(
        new Capture.Skipped(
            file.name() + ": went before it could be judged", new Cursor(file.name(), 0)));
  }

  private Optional<Capture> skipped(PictureFile file, String reason) {
    finish(file);
    return Optional.of(new Capture.Skipped(reason, file.cursor()));
  }

  /** What is wrong is the file system, not the picture: watching, it is tried for ever. */
  private Optional<Capture> unreadable(PictureFile file, String reason) {
    if (!folder.settings().watch() && settling.stood(file, now()) >= settle) {
      return skipped(file, reason);
    }
    if (!closed && !Thread.currentThread().isInterrupted()) {
      report.unreadable(reason);
    }
    settling.failed(file, now());
    return Optional.empty();
  }

  private void finish(PictureFile file) {
    settling.remove(file);
    done.add(file);
  }

  private void awaitTurn(long longest) throws InterruptedException {
    if (!folder.settings().watch() && settling.isEmpty() && lostFor == 0) {
      nextLook = now();
    }
    long until = settling.isEmpty() || nextLook - nextGlance < 0 ? nextLook : nextGlance;
    while (!closed && until - now() > 0 && longest - now() > 0) {
      pause.pause(Math.min(LONGEST_PAUSE, until - now()));
    }
  }

  private void lookOrGlance() {
    if (nextLook - now() <= 0) {
      look();
    } else if (!closed) {
      glance();
    }
    nextGlance = now() + poll;
  }

  private void look() {
    List<Cursor> counted = new ArrayList<>();
    done.beginLook();
    settling.beginLook();
    long begun = now();
    report.begin();
    looked = FolderLook.identity(folder.path());
    Sight sight = FolderLook.over(folder.path(), file -> found(file, begun, counted));
    report.done();
    done.countAsDone(counted);
    switch (sight) {
      case Sight.Lost(String why) -> lost(why);
      case Sight.Seen seen -> seen(seen, begun);
    }
  }

  private void found(PictureFile file, long begun, List<Cursor> counted) {
    if (done.meets(file)) {
      return;
    }
    if (done.countsAsDone(file)) {
      counted.add(file.cursor());
      if (counted.size() >= COUNTED_AT_ONCE) {
        done.countAsDone(counted);
      }
      return;
    }
    settling.find(file, begun);
  }

  private void lost(String why) {
    settling.breakOff();
    report.lost(why);
    lostFor = Math.min(LONGEST_LOST, Math.max(poll, 2 * lostFor));
    nextLook = now() + lostFor;
  }

  private void seen(Sight.Seen seen, long begun) {
    lostFor = 0;
    due.addAll(settling.endLook(begun, this::wasWrittenBefore));
    done.endLook(seen.hidden().isEmpty());
    report.seen(seen, done.count(), settling.unreadable());
    drained = !folder.settings().watch() && due.isEmpty() && settling.isEmpty();
    nextLook = settling.more() ? now() : now() + Math.max(poll, LOOK_SHARE * (now() - begun));
  }

  /** By the other machine's clock, which may be wrong: the picture must be whole in any case. */
  private boolean wasWrittenBefore(FileStamp stamp) {
    return around.wallClock().millis() - stamp.modifiedMillis()
        >= Math.max(1_000, folder.settings().poll().toMillis());
  }

  /** Only at what waits: a look over a large folder takes its time. */
  private void glance() {
    for (PictureFile file : settling.toGlanceAt(now())) {
      try {
        FileStamp stamp = file.stampNow();
        if (stamp.equals(file.stamp())) {
          due.add(file);
        } else {
          settling.changed(file, stamp, now());
        }
      } catch (NoSuchFileException gone) {
        settling.remove(file);
      } catch (IOException notNow) {
        settling.failed(file, now());
      }
    }
  }

  private long now() {
    return around.monotonicNanos().getAsLong();
  }
}
