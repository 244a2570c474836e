package dev.andon.hub.provider.http;

import dev.andon.hub.provider.api.AttemptLimits;
import dev.andon.hub.request.ErrorClass;
import dev.andon.hub.time.Ticker;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends attempts that outlive a limit, by cancelling their transfer from one timer thread. A phase
 * that makes progress only moves a time stamp; the timer looks again when the old one has passed.
 * Thread-safe.
 */
final class AttemptWatch implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;
  private final Ticker ticker;

  AttemptWatch(Ticker ticker) {
    this.ticker = ticker;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("andon-attempt-limits").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Starts watching; {@code cancel} is called at most once, on the timer thread. */
  Clock start(AttemptLimits limits, Runnable cancel) {
    Clock clock = new Clock(limits, cancel);
    clock.enter(ErrorClass.CONNECT, limits.connect());
    return clock;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** The limits of one attempt. Phases are entered by the attempt's thread. */
  final class Clock implements AutoCloseable {
    private final AttemptLimits limits;
    private final Runnable cancel;
    private final long started = ticker.nanos();
    private final long totalDue;
    private ErrorClass phase = ErrorClass.CONNECT;
    private long due;
    private long scheduledFor;
    private @Nullable Future<?> task;
    private boolean totalFirst;
    private boolean expired;
    private boolean closed;

    private Clock(AttemptLimits limits, Runnable cancel) {
      this.limits = limits;
      this.cancel = cancel;
      this.totalDue = started + limits.total().toNanos();
    }

    /** A new phase begins; passing {@code limit} will be reported as {@code error}. */
    synchronized void enter(ErrorClass error, Duration limit) {
      long now = ticker.nanos();
      long phaseDue = now + limit.toNanos();
      totalFirst = totalDue - phaseDue <= 0;
      phase = error;
      due = totalFirst ? totalDue : phaseDue;
      if (task == null || due - scheduledFor < 0) {
        schedule(now);
      }
    }

    /** Whether a limit has passed. */
    synchronized boolean expired() {
      return expired;
    }

    /** The limit that passed; the total only where an answer was already on its way. */
    synchronized ErrorClass error() {
      return totalFirst && phase == ErrorClass.IDLE_TIMEOUT ? ErrorClass.TOTAL_TIMEOUT : phase;
    }

    /** What the attempt was waiting for. */
    synchronized ErrorClass phase() {
      return phase;
    }

    /** Whether the limit that passed was the caller's deadline. */
    synchronized boolean deadlinePassed() {
      return expired && totalFirst && limits.totalIsDeadline();
    }

    /** Since the attempt began. */
    Duration elapsed() {
      return Duration.ofNanos(ticker.nanos() - started);
    }

    private void schedule(long now) {
      if (task != null) {
        task.cancel(false);
      }
      scheduledFor = due;
      task = timer.schedule(this::look, Math.max(0, due - now), TimeUnit.NANOSECONDS);
    }

    private void look() {
      synchronized (this) {
        long now = ticker.nanos();
        if (closed || expired) {
          return;
        }
        if (due - now > 0) {
          schedule(now);
          return;
        }
        expired = true;
      }
      cancel.run();
    }

    @Override
    public synchronized void close() {
      closed = true;
      if (task != null) {
        task.cancel(false);
      }
    }
  }
}
