package dev.andon.edge;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.outbox.FrameLog;
import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.service.Heartbeat;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes frame after frame from a source on one thread of its own, and opens a live source again
 * when it was lost. Thread-safe.
 */
final class CaptureLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CaptureLoop.class);
  private static final long FIRST_WAIT_MS = 500;
  private static final long LONGEST_WAIT_MS = 30_000;
  private static final long GRACE_MS = 2_000;
  private static final long STOP_MS = 13_000;

  private final Feed feed;
  private final FrameLog frames;
  private final FrameHandler queue;
  private final InstantSource wall;
  private final SafeObserver observer;
  private final Heartbeat.Pulse pulse;
  private final Thread thread;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable FrameSource> source = new AtomicReference<>();
  private final AtomicReference<@Nullable String> ended = new AtomicReference<>();
  private final AtomicReference<@Nullable String> lost;
  private long waitMs = FIRST_WAIT_MS;

  CaptureLoop(
      Feed feed,
      FrameLog frames,
      FrameHandler queue,
      InstantSource wall,
      SafeObserver observer,
      String station,
      Heartbeat.Pulse pulse) {
    this.feed = feed;
    this.frames = frames;
    this.queue = queue;
    this.wall = wall;
    this.observer = observer;
    this.pulse = pulse;
    this.lost = new AtomicReference<>(feed.live() ? "no picture yet" : null);
    this.thread = Thread.ofPlatform().name("capture-" + station).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Why there are no more frames; null while there may be. */
  @Nullable String endedBecause() {
    return ended.get();
  }

  /** Why the source gives no frames just now; null while it does. */
  @Nullable String lostBecause() {
    return lost.get();
  }

  /** Whether frames can still come: false after an unexpected failure, too. */
  boolean alive() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    stopped.countDown();
    thread.interrupt();
    try {
      thread.join(GRACE_MS);
      closeSource();
      thread.join(STOP_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    closeSource();
  }

  /** Whatever goes wrong, frames are asked for again: only a stop or the last frame ends it. */
  private void run() {
    while (running() && ended.get() == null) {
      try {
        oneSource();
      } catch (InterruptedException stopping) {
        LOG.debug("capture of {} interrupted", feed.name());
        break;
      } catch (OutboxException notReadable) {
        trouble(notReadable.reason());
      } catch (RuntimeException | Error bug) {
        LOG.error("capture of {} failed", feed.name(), bug);
        trouble(String.valueOf(bug));
      } finally {
        closeSafely();
      }
    }
  }

  private void trouble(String why) {
    try {
      again(why);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      stopped.countDown();
    }
  }

  private void closeSafely() {
    try {
      closeSource();
    } catch (RuntimeException | Error bug) {
      LOG.error("source={} did not close", feed.name(), bug);
    }
  }

  private boolean running() {
    return stopped.getCount() > 0;
  }

  private void oneSource() throws InterruptedException {
    FrameSource open = feed.open(frames.place(feed.name()), frames.files(feed.name()));
    source.set(open);
    while (running()) {
      pulse.beat();
      if (!handled(open.next())) {
        return;
      }
    }
  }

  /** Whether the source may have more. */
  private boolean handled(Capture capture) throws InterruptedException {
    return switch (capture) {
      case Capture.Captured(Frame frame) -> {
        waitMs = FIRST_WAIT_MS;
        lost.set(null);
        try (frame) {
          queue.handle(frame, pulse);
        }
        yield true;
      }
      case Capture.Skipped skipped -> {
        // A read that our own stop has interrupted says nothing about the file.
        if (running()) {
          skip(skipped);
        }
        yield true;
      }
      case Capture.Waiting waiting -> true;
      case Capture.Ended last -> {
        closeSource();
        ended(last);
        yield false;
      }
    };
  }

  private void skip(Capture.Skipped skipped) throws InterruptedException {
    LOG.warn("source={} skipped: {}", feed.name(), skipped.reason());
    queue.skip(skipped.cursor(), wall.instant(), skipped.reason(), pulse);
  }

  private void ended(Capture.Ended last) throws InterruptedException {
    if (last.failed()) {
      again(last.reason());
    } else {
      end(last.reason());
    }
  }

  private void again(String why) throws InterruptedException {
    lost.set(why);
    pulse.beat();
    LOG.warn("source={} lost: {}; again in {} ms", feed.name(), why, waitMs);
    if (!stopped.await(waitMs, TimeUnit.MILLISECONDS)) {
      waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
    }
  }

  private void end(String reason) {
    LOG.info("source={} ended: {}", feed.name(), reason);
    ended.set(reason);
    observer.tell(o -> o.captureEnded(reason));
  }

  private void closeSource() {
    FrameSource open = source.getAndSet(null);
    if (open != null) {
      open.close();
    }
  }
}
