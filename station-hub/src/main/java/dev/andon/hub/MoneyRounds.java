package dev.andon.hub;

import dev.andon.hub.alert.Alerts;
import dev.andon.hub.alert.Anomalies;
import dev.andon.hub.budget.BudgetMeters;
import dev.andon.hub.key.Keys;
import dev.andon.hub.till.Till;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about money beside the request path, every few seconds on a thread of its own:
 * hourly sums, what other processes granted or revoked, gauges, and once an hour a look for unusual
 * spend.
 */
final class MoneyRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MoneyRounds.class);
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final Till till;
  private final Keys keys;
  private final BudgetMeters meters;
  private final Anomalies anomalies;
  private final Alerts alerts;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("money-rounds").daemon(true).factory());
  private Instant lookedAt;

  MoneyRounds(
      Till till,
      Keys keys,
      BudgetMeters meters,
      Anomalies anomalies,
      Alerts alerts,
      InstantSource clock) {
    this.till = till;
    this.keys = keys;
    this.meters = meters;
    this.anomalies = anomalies;
    this.alerts = alerts;
    this.clock = clock;
    this.lookedAt = hour();
  }

  /** Begins; a first round is made at once. */
  MoneyRounds start() {
    var _ =
        thread.scheduleWithFixedDelay(this::guarded, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  /** One round, on the caller's thread. */
  void round() {
    var _ = till.rollUp();
    keys.refresh();
    meters.refresh();
    if (hour().isAfter(lookedAt)) {
      lookedAt = hour();
      anomalies.check(clock.instant()).forEach(alerts::raise);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void guarded() {
    try {
      round();
    } catch (RuntimeException failed) {
      LOG.error("money round failed cause={}", failed.getMessage());
    }
  }

  private Instant hour() {
    return clock.instant().truncatedTo(ChronoUnit.HOURS);
  }
}
