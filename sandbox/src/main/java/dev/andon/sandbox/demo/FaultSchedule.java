package dev.andon.sandbox.demo;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * What goes wrong, when, and when it is right again. An incident lasts at least as long as planned,
 * and until it has shown its effect: on a slow machine that takes longer. Thread-safe.
 */
final class FaultSchedule implements AutoCloseable {

  /** Beyond the plan; then the incident ends without having shown anything. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("incidents").factory());
  private final AtomicInteger open = new AtomicInteger();

  /**
   * Breaks something at the interval's begin, from now, and repairs it at its end.
   *
   * @param shown whether the breakage has had an effect that can be seen afterwards
   */
  void plan(Interval interval, Runnable breakage, BooleanSupplier shown, Runnable repair) {
    open.incrementAndGet();
    after(interval.at(), breakage);
    Duration end = interval.at().plus(interval.length());
    long latest = System.nanoTime() + end.plus(LONGEST_WAIT).toNanos();
    after(end, () -> repairOnceShown(shown, latest, repair));
  }

  /** Whether everything that was planned is over. */
  boolean over() {
    return open.get() == 0;
  }

  private void repairOnceShown(BooleanSupplier shown, long latest, Runnable repair) {
    if (shown.getAsBoolean() || System.nanoTime() - latest > 0) {
      repair.run();
      open.decrementAndGet();
    } else {
      after(LOOK_EVERY, () -> repairOnceShown(shown, latest, repair));
    }
  }

  private void after(Duration delay, Runnable change) {
    var _ = clock.schedule(change, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Nothing that was planned happens any more. */
  @Override
  public void close() {
    clock.shutdownNow();
  }
}
