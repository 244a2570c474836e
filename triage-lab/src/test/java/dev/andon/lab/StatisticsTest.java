package dev.andon.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class StatisticsTest {

  @Test
  void auroc_counts_pairs_and_ties_half() {
    double[] good = {0.1, 0.4, 0.4};
    double[] bad = {0.4, 0.9};
    double pairs = (1 + 0.5 + 0.5 + 3) / 6.0;
    assertThat(Statistics.auroc(good, bad).orElseThrow()).isCloseTo(pairs, within(1e-12));
    assertThat(Statistics.auroc(new double[0], bad)).isEmpty();
  }

  @Test
  void auroc_agrees_with_counting_every_pair() {
    Random random = new Random(5);
    double[] good = random.doubles(200).map(v -> Math.round(v * 20) / 20.0).toArray();
    double[] bad = random.doubles(150).map(v -> Math.round((v + 0.2) * 20) / 20.0).toArray();
    double sum = 0;
    for (double g : good) {
      for (double b : bad) {
        sum += b > g ? 1 : b == g ? 0.5 : 0;
      }
    }
    assertThat(Statistics.auroc(good, bad).orElseThrow())
        .isCloseTo(sum / (good.length * bad.length), within(1e-12));
  }

  @Test
  void thresholds_keep_the_allowed_shares() {
    Random random = new Random(6);
    double[] good = random.doubles(1_000).toArray();
    double[] bad = random.doubles(1_000).map(v -> v + 0.5).toArray();
    Statistics.Thresholds thresholds = Statistics.thresholds(good, bad, 0.01, 0.02);
    assertThat(share(bad, thresholds, true)).isLessThanOrEqualTo(0.01);
    assertThat(share(good, thresholds, false)).isLessThanOrEqualTo(0.02);
    assertThat(thresholds.undecided(good, bad)).isBetween(0.4, 0.5);
  }

  @Test
  void sides_that_do_not_touch_leave_nothing_undecided() {
    double[] good = {0.1, 0.2, 0.3};
    double[] bad = {0.7, 0.8};
    assertThat(Statistics.undecided(good, bad)).hasValue(0.0);
  }

  @Test
  void a_calibrated_score_has_no_calibration_error_and_a_boastful_one_has() {
    double[] good = new double[500];
    double[] bad = new double[500];
    java.util.Arrays.fill(good, 0.5);
    java.util.Arrays.fill(bad, 0.5);
    assertThat(Statistics.ece(good, bad).orElseThrow()).isCloseTo(0, within(1e-9));
    java.util.Arrays.fill(good, 0.95);
    java.util.Arrays.fill(bad, 0.95);
    assertThat(Statistics.ece(good, bad).orElseThrow()).isCloseTo(0.45, within(1e-9));
  }

  private static double share(double[] scores, Statistics.Thresholds thresholds, boolean below) {
    return java.util.Arrays.stream(scores)
            .filter(s -> below ? s < thresholds.accept() : s > thresholds.reject())
            .count()
        / (double) scores.length;
  }
}
