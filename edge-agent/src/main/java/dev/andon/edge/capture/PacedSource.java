package dev.andon.edge.capture;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Gives a source the takt of a line: not more frames a second than set. A slow receiver is not made
 * up for by a burst.
 */
public final class PacedSource implements FrameSource {

  /** Lets time pass. */
  @FunctionalInterface
  public interface Pause {
    /** Really waits. */
    Pause SLEEP = TimeUnit.NANOSECONDS::sleep;

    /** Returns after this many nanoseconds, above 0. */
    void pause(long nanos) throws InterruptedException;
  }

  private final FrameSource source;
  private final long takt;
  private final LongSupplier monotonicNanos;
  private final Pause pause;
  private boolean started;
  private long due;

  /**
   * Wraps a source.
   *
   * @param takt time from frame to frame, above 0
   * @param monotonicNanos as {@link System#nanoTime}
   */
  public PacedSource(FrameSource source, Duration takt, LongSupplier monotonicNanos, Pause pause) {
    if (!takt.isPositive()) {
      throw new IllegalArgumentException("the takt must be above 0, got " + takt);
    }
    this.source = source;
    this.takt = takt.toNanos();
    this.monotonicNanos = monotonicNanos;
    this.pause = pause;
  }

  @Override
  public Capture next() throws InterruptedException {
    long now = monotonicNanos.getAsLong();
    if (started && due - now > 0) {
      pause.pause(due - now);
      now = due;
    }
    started = true;
    due = now + takt;
    return source.next();
  }

  @Override
  public void close() {
    source.close();
  }
}
