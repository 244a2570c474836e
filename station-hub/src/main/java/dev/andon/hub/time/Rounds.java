package dev.andon.hub.time;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done again and again on a few threads of its own. Whatever a round throws, the next
 * one comes; what it threw is counted and logged, at the 1st, 10th, 100th failure in a row, and
 * again when a round works. Thread-safe.
 */
public final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final int STEP = 10;

  private final ScheduledExecutorService threads;

  /**
   * No round yet.
   *
   * @param name of the threads
   * @param atOnce rounds that may run at the same time, from 1
   */
  public Rounds(String name, int atOnce) {
    threads =
        Executors.newScheduledThreadPool(
            atOnce, Thread.ofPlatform().name(name + "-", 0).daemon(true).factory());
  }

  /** Does {@code work} again and again, {@code pause} after its end; for the first time then. */
  public Round every(Duration pause, String name, Runnable work) {
    return every(pause, pause, name, work);
  }

  /** As {@link #every}, for the first time at once. */
  public Round fromNow(Duration pause, String name, Runnable work) {
    return every(Duration.ZERO, pause, name, work);
  }

  private Round every(Duration first, Duration pause, String name, Runnable work) {
    Round round = new Round(name, work);
    var _ =
        threads.scheduleWithFixedDelay(
            round, first.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    return round;
  }

  /** Does {@code work} once, soon; not at all once these rounds are closed. */
  public void soon(String name, Runnable work) {
    if (!threads.isShutdown()) {
      threads.execute(new Round(name, work));
    }
  }

  /** Interrupts what is being done and begins no other round. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** One kind of work. Run by one thread at a time. */
  public static final class Round implements Runnable {
    private final String name;
    private final Runnable work;
    private final AtomicLong failures = new AtomicLong();
    private long inRow;
    private long nextTold = 1;

    private Round(String name, Runnable work) {
      this.name = name;
      this.work = work;
    }

    /** Shows the failures as the counter {@code andon.rounds.failed}. */
    public void countedBy(MeterRegistry meters) {
      meters.more().counter("andon.rounds.failed", List.of(Tag.of("round", name)), failures);
    }

    /** Rounds that ended with an exception or an error, since the start. */
    public long failures() {
      return failures.get();
    }

    @Override
    public void run() {
      try {
        work.run();
        worked();
      } catch (RuntimeException | Error failed) {
        failed(failed);
      }
    }

    private void worked() {
      if (inRow > 0) {
        LOG.info("round works again name={} failures={}", name, inRow);
        inRow = 0;
        nextTold = 1;
      }
    }

    private void failed(Throwable failure) {
      failures.incrementAndGet();
      inRow++;
      if (inRow == nextTold) {
        nextTold *= STEP;
        LOG.error("round failed name={} in_row={}", name, inRow, failure);
      }
    }
  }
}
