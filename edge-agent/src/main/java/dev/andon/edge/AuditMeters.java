package dev.andon.edge;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Meters of what audits say; variants may come while the agent runs. Thread-safe. */
final class AuditMeters {
  private final Supplier<List<AuditStanding>> audits;
  private final MultiGauge judged;
  private final MultiGauge missed;
  private final MultiGauge bound;

  AuditMeters(MeterRegistry registry, Supplier<List<AuditStanding>> audits) {
    this.audits = audits;
    this.judged = gauge(registry, "judged", "passed frames that were asked about and answered");
    this.missed = gauge(registry, "missed", "of them, those that were defective");
    this.bound =
        gauge(
            registry,
            "missed.bound",
            "share of passing frames that are defective at most, with 95 % confidence");
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String says) {
    return MultiGauge.builder("andon.edge.audit." + name).description(says).register(registry);
  }

  /** To be called before a scrape. */
  void refresh() {
    List<AuditStanding> now = audits.get();
    rows(judged, now, AuditStanding::judged);
    rows(missed, now, AuditStanding::missed);
    rows(bound, now, AuditStanding::bound);
  }

  private static void rows(
      MultiGauge gauge, List<AuditStanding> audits, ToDoubleFunction<AuditStanding> value) {
    gauge.register(
        audits.stream()
            .map(
                each ->
                    MultiGauge.Row.of(
                        Tags.of("variant", each.variant()), value.applyAsDouble(each)))
            .toList(),
        true);
  }
}
