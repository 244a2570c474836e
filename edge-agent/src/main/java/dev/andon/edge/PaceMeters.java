package dev.andon.edge;

import dev.andon.edge.escalation.Pace;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/** What the hub's budget still pays for, and from where on frames are asked about. */
final class PaceMeters {
  private PaceMeters() {}

  /** Registers gauges that are no number while no money is counted. */
  static void register(MeterRegistry registry, Pace pace, LongSupplier nanos) {
    Gauge.builder(
            "andon.edge.pace.left",
            pace,
            p -> p.standing(nanos.getAsLong()).map(s -> (double) s.left()).orElse(Double.NaN))
        .description("escalations that the window of the hub's budget still pays for")
        .register(registry);
    Gauge.builder(
            "andon.edge.pace.threshold",
            pace,
            p -> p.standing(nanos.getAsLong()).map(Pace.Standing::threshold).orElse(Double.NaN))
        .description("what a doubtful frame must be worth to be asked about, 0 to 1")
        .register(registry);
  }
}
