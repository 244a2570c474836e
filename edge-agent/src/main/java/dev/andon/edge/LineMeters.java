package dev.andon.edge;

import dev.andon.edge.actuation.Actuator;
import dev.andon.edge.actuation.OutputState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** The meters of a station's ways to the line; there are as many as the configuration has. */
final class LineMeters {
  private LineMeters() {}

  static void register(MeterRegistry registry, Actuator actuator) {
    for (int i = 0; i < actuator.state().outputs().size(); i++) {
      int index = i;
      String name = actuator.state().outputs().get(index).output();
      count(registry, actuator, index, name, "sent", OutputState::sent);
      count(registry, actuator, index, name, "failed", OutputState::failed);
      count(registry, actuator, index, name, "too_late", OutputState::tooLate);
      Gauge.builder("andon.edge.line.failing", actuator, a -> failing(a, index))
          .description("1 while the last attempt to reach this output failed")
          .tag("output", name)
          .register(registry);
    }
  }

  private static void count(
      MeterRegistry registry,
      Actuator actuator,
      int index,
      String name,
      String outcome,
      ToDoubleFunction<OutputState> value) {
    FunctionCounter.builder(
            "andon.edge.line.sent",
            actuator,
            a -> value.applyAsDouble(a.state().outputs().get(index)))
        .description("signals, by what came of them")
        .tag("output", name)
        .tag("outcome", outcome)
        .register(registry);
  }

  private static double failing(Actuator actuator, int index) {
    return actuator.state().outputs().get(index).failingSince().isPresent() ? 1 : 0;
  }
}
