package dev.andon.hub.budget;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Locale;

/**
 * What each configured budget has spent, holds and may spend, in whole units of its currency. There
 * are as many as the configuration has budgets. Call {@link #refresh} every few seconds.
 * Thread-safe.
 */
public final class BudgetMeters {
  private static final double MICROS_PER_UNIT = 1e6;

  private final Budgets budgets;
  private final MultiGauge spent;
  private final MultiGauge held;
  private final MultiGauge limit;

  public BudgetMeters(Budgets budgets, MeterRegistry registry) {
    this.budgets = budgets;
    this.spent = gauge("andon.budget.spent", "Booked in the window", registry);
    this.held = gauge("andon.budget.held", "Reserved by attempts under way", registry);
    this.limit = gauge("andon.budget.limit", "Limit with top-ups", registry);
    Gauge.builder("andon.holds.open", budgets, b -> b.open().size())
        .description("Attempts under way")
        .register(registry);
  }

  /** Takes the figures of this moment. */
  public void refresh() {
    List<BudgetStatus> standings = budgets.standings();
    spent.register(
        standings.stream()
            .map(s -> MultiGauge.Row.of(tags(s), s.spent().micros() / MICROS_PER_UNIT))
            .toList(),
        true);
    held.register(
        standings.stream()
            .map(s -> MultiGauge.Row.of(tags(s), s.held().micros() / MICROS_PER_UNIT))
            .toList(),
        true);
    limit.register(
        standings.stream()
            .map(s -> MultiGauge.Row.of(tags(s), s.limit().micros() / MICROS_PER_UNIT))
            .toList(),
        true);
  }

  private static MultiGauge gauge(String name, String description, MeterRegistry registry) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  private static Tags tags(BudgetStatus standing) {
    BudgetRule rule = standing.rule();
    return Tags.of(
        "owner",
        rule.owner().toString(),
        "window",
        rule.window().name(),
        "mode",
        rule.mode().name().toLowerCase(Locale.ROOT),
        "currency",
        rule.limit().currency().getCurrencyCode());
  }
}
