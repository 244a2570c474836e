package dev.andon.hub;

import dev.andon.hub.alert.Alert;
import dev.andon.hub.time.SteadyClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every second whether the wall clock has jumped, has ages moved, and says so. */
final class ClockWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
  private static final long EVERY_MS = 1_000;

  private final SteadyClock clock;
  private final Consumer<Duration> ages;
  private final Consumer<Alert> alerts;
  private final Counter jumps;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("clock-watch").daemon(true).factory());

  /**
   * @param ages moves what grows old by a jump; may throw, and is called again then
   */
  ClockWatch(
      SteadyClock clock, Consumer<Duration> ages, Consumer<Alert> alerts, MeterRegistry meters) {
    this.clock = clock;
    this.ages = ages;
    this.alerts = alerts;
    this.jumps = meters.counter("andon.clock.jumps");
    meters.gauge("andon.clock.believed", clock, c -> c.believed() ? 1 : 0);
  }

  ClockWatch start() {
    var _ = thread.scheduleWithFixedDelay(this::guarded, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    return this;
  }

  /** One look, on the caller's thread. */
  void round() {
    clock.look().ifPresent(this::jumped);
  }

  private void jumped(Duration by) {
    ages.accept(by);
    clock.adopt(by);
    jumps.increment();
    String message =
        "the hub's wall clock jumped by %d s; for an hour nothing is deleted or given up for its age"
            .formatted(by.toSeconds());
    LOG.warn("{}", message);
    alerts.accept(new Alert(clock.instant(), Alert.Kind.CLOCK, "clock", message));
  }

  private void guarded() {
    try {
      round();
    } catch (RuntimeException failed) {
      LOG.error("the clock's jump is not handled yet cause={}", failed.getMessage());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
