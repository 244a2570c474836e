package dev.andon.hub;

import dev.andon.hub.account.Keys;
import dev.andon.hub.alert.Alerts;
import dev.andon.hub.alert.Anomalies;
import dev.andon.hub.billing.Billing;
import dev.andon.hub.budget.BudgetMeters;
import dev.andon.hub.time.Rounds;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * What is done about money beside the request path, every few seconds on a thread of its own:
 * hourly sums, what other processes granted or revoked, gauges, and once an hour a look for unusual
 * spend.
 */
final class MoneyRounds implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final Billing billing;
  private final Keys keys;
  private final BudgetMeters meters;
  private final Anomalies anomalies;
  private final Alerts alerts;
  private final InstantSource clock;
  private final Rounds rounds = new Rounds("money-rounds", 1);
  private Instant lookedAt;

  MoneyRounds(
      Billing billing,
      Keys keys,
      BudgetMeters meters,
      Anomalies anomalies,
      Alerts alerts,
      InstantSource clock) {
    this.billing = billing;
    this.keys = keys;
    this.meters = meters;
    this.anomalies = anomalies;
    this.alerts = alerts;
    this.clock = clock;
    this.lookedAt = hour();
  }

  /** Begins; a first round is made at once. One that fails holds up none of the others. */
  MoneyRounds start(MeterRegistry registry) {
    rounds.fromNow(EVERY, "keys", keys::refresh).countedBy(registry);
    rounds.fromNow(EVERY, "roll-up", billing::rollUp).countedBy(registry);
    rounds.fromNow(EVERY, "budget-meters", meters::refresh).countedBy(registry);
    rounds.fromNow(EVERY, "anomalies", this::lookForAnomalies).countedBy(registry);
    return this;
  }

  /** One of each, on the caller's thread. */
  void round() {
    keys.refresh();
    var _ = billing.rollUp();
    meters.refresh();
    lookForAnomalies();
  }

  /** An hour counts as looked at when the look has succeeded. */
  private void lookForAnomalies() {
    Instant hour = hour();
    if (hour.isAfter(lookedAt)) {
      anomalies.check(clock.instant()).forEach(alerts::raise);
      lookedAt = hour;
    }
  }

  @Override
  public void close() {
    rounds.close();
  }

  private Instant hour() {
    return clock.instant().truncatedTo(ChronoUnit.HOURS);
  }
}
