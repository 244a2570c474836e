package dev.andon.edge;

import dev.andon.edge.triage.Triager;
import dev.andon.edge.triage.ViewStanding;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Meters of views that buy their autonomy; views may come while the agent runs. Thread-safe. */
final class ViewMeters {
  private final Triager triager;
  private final List<Each> gauges;

  private record Each(MultiGauge gauge, ToDoubleFunction<ViewStanding> value) {
    void refresh(List<ViewStanding> views) {
      gauge.register(
          views.stream()
              .map(
                  view ->
                      MultiGauge.Row.of(
                          Tags.of("variant", view.view().variant(), "view", view.view().view()),
                          value.applyAsDouble(view)))
              .toList(),
          true);
    }
  }

  ViewMeters(MeterRegistry registry, Triager triager) {
    this.triager = triager;
    this.gauges =
        List.of(
            each(
                registry,
                "judged.defects",
                "judged defective frames that count towards the bound",
                view -> view.bounds().defects()),
            each(
                registry,
                "missed.bound",
                "share of defective parts that pass at most, in expectation; 1 while in shadow",
                view -> view.bounds().passes() ? view.bounds().missed() : 1),
            each(
                registry,
                "missed.bound.sure",
                "the same with 95 % confidence",
                view -> view.bounds().passes() ? view.bounds().missedSurely() : 1),
            each(
                registry,
                "shadow",
                "1 while too little is proved to let frames pass",
                view -> view.bounds().passes() ? 0 : 1),
            each(
                registry,
                "passes.checked",
                "passes asked about at random and judged",
                view -> view.checks().checked()),
            each(
                registry,
                "passes.missed",
                "of them, those that were defective",
                view -> view.checks().missed()),
            each(
                registry,
                "answers.contradicted",
                "answers of machines that people have contradicted",
                view -> view.agreement().contradicted()),
            each(
                registry,
                "drifts",
                "times that good frames have begun to score otherwise",
                ViewStanding::drifts));
    Gauge.builder("andon.edge.judgements.unkept", triager, Triager::unkept)
        .description("judged frames that could not be written to disk since the start")
        .register(registry);
  }

  private static Each each(
      MeterRegistry registry, String name, String says, ToDoubleFunction<ViewStanding> value) {
    return new Each(
        MultiGauge.builder("andon.edge.view." + name).description(says).register(registry), value);
  }

  /** To be called before a scrape. */
  void refresh() {
    List<ViewStanding> views = triager.standing();
    gauges.forEach(gauge -> gauge.refresh(views));
  }
}
