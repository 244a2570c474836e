package dev.andon.hub.ingest;

import dev.andon.hub.time.Deadline;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says something when a deadline passes, unless it is closed before. Thread-safe. */
final class DeadlineTimer implements AutoCloseable {
  /** Never says anything. */
  static final DeadlineTimer NONE = new DeadlineTimer();

  private final CountDownLatch closed = new CountDownLatch(1);

  private DeadlineTimer() {}

  /** Runs {@code notice} once on a thread of its own when {@code deadline} passes. */
  static DeadlineTimer at(Deadline deadline, Runnable notice) {
    DeadlineTimer due = new DeadlineTimer();
    Thread.ofVirtual().name("due-notice").start(() -> due.await(deadline, notice));
    return due;
  }

  private void await(Deadline deadline, Runnable notice) {
    try {
      if (!closed.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        notice.run();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
