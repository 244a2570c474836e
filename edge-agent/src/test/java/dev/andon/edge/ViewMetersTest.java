package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Frame;
import dev.andon.edge.triage.ConformalBounds;
import dev.andon.edge.triage.Judgements;
import dev.andon.edge.triage.Shadow;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.Triager;
import dev.andon.edge.triage.ViewKey;
import dev.andon.edge.triage.ViewStanding;
import dev.andon.wire.ModelVersion;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ViewMetersTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private List<ViewStanding> views = List.of();
  private final ViewMeters meters = new ViewMeters(registry, new Told());

  @Test
  void what_is_proved_about_each_view_is_there_to_alarm_on_also_for_views_that_come_later() {
    views = List.of(standing("cookie", 3));
    meters.refresh();
    assertThat(registry.scrape())
        .contains(
            "andon_edge_view_shadow{variant=\"cookie\",view=\"top\"} 1.0",
            "andon_edge_view_judged_defects{variant=\"cookie\",view=\"top\"} 3.0",
            "andon_edge_view_missed_bound{variant=\"cookie\",view=\"top\"} 1.0");

    views = List.of(standing("cookie", 24), standing("cake", 0));
    meters.refresh();
    assertThat(registry.scrape())
        .contains(
            "andon_edge_view_shadow{variant=\"cookie\",view=\"top\"} 0.0",
            "andon_edge_view_missed_bound{variant=\"cookie\",view=\"top\"} 0.04",
            "andon_edge_view_shadow{variant=\"cake\",view=\"top\"} 1.0",
            "andon_edge_view_answers_contradicted{variant=\"cake\",view=\"top\"} 1.0",
            "andon_edge_judgements_unkept 7.0");
  }

  private static ViewStanding standing(String variant, int defects) {
    double[] judged = IntStream.range(0, defects).mapToDouble(i -> i).toArray();
    return new ViewStanding(
        new ViewKey(variant, "top"),
        ConformalBounds.of(judged, new double[0], ConformalBounds.Target.DEFAULT),
        ConformalBounds.Target.DEFAULT,
        Shadow.ASK,
        new ViewStanding.Checks(2, 0),
        new Judgements.Agreement(3, 1),
        0);
  }

  /** A triager that stands where the test says. */
  private final class Told implements Triager {
    @Override
    public Triage triage(Frame frame) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<ViewStanding> standing() {
      return views;
    }

    @Override
    public long unkept() {
      return 7;
    }

    @Override
    public ModelVersion model() {
      return new ModelVersion("fake", "1", "pre");
    }

    @Override
    public void close() {}
  }
}
