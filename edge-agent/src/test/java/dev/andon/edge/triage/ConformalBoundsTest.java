package dev.andon.edge.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

final class ConformalBoundsTest {
  private static final ConformalBounds.Target TARGET = ConformalBounds.Target.DEFAULT;
  private static final int DRAWS = 10_000;

  @Test
  void with_too_few_judged_defects_nothing_passes() {
    ConformalBounds bounds = ConformalBounds.of(scores(18, 5), scores(0, 0), TARGET);
    assertThat(bounds.passes()).isFalse();
    assertThat(bounds.acceptBelow()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(bounds.says(TARGET))
        .isEqualTo("18 defects judged: nothing passes yet, 19 are needed for 5 %");
  }

  @Test
  void a_frame_passes_below_the_smallest_score_of_twenty_judged_defects() {
    ConformalBounds bounds = ConformalBounds.of(scores(20, 5), scores(0, 0), TARGET);
    assertThat(bounds.acceptBelow()).isEqualTo(5);
    assertThat(bounds.missed()).isEqualTo(1.0 / 21);
    assertThat(bounds.missedSurely()).isCloseTo(1 - Math.pow(0.05, 1.0 / 20), within(1e-9));
    assertThat(bounds.says(TARGET))
        .isEqualTo(
            "20 defects judged: at most about 4.8 % of defective parts pass (14 % with 95 %"
                + " confidence); 99 needed for 1 %");
  }

  @Test
  void with_enough_judged_defects_one_odd_one_no_longer_holds_everything_up() {
    ConformalBounds bounds = ConformalBounds.of(scores(199, 5), scores(0, 0), TARGET);
    assertThat(bounds.acceptBelow()).isEqualTo(6);
    assertThat(bounds.missed()).isEqualTo(0.01);
    assertThat(bounds.says(TARGET)).endsWith("confidence)");
  }

  @Test
  void a_defect_is_sure_above_the_largest_score_of_twenty_good_frames() {
    ConformalBounds bounds = ConformalBounds.of(scores(0, 0), scores(20, 1), TARGET);
    assertThat(bounds.rejectAbove()).isEqualTo(20);
    assertThat(ConformalBounds.of(scores(0, 0), scores(18, 1), TARGET).rejectAbove())
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void the_order_of_scores_does_not_matter_and_equal_ones_do_not_pass() {
    ConformalBounds bounds =
        ConformalBounds.of(
            new double[] {3, 1, 2}, new double[0], new ConformalBounds.Target(0.25, 0.25));
    assertThat(bounds.acceptBelow()).isEqualTo(1);
    assertThat(1 < bounds.acceptBelow()).isFalse();
  }

  @Test
  void no_more_defects_pass_than_promised_whatever_their_scores_are_like() {
    Random random = new Random(7);
    for (DoubleSupplier kind :
        new DoubleSupplier[] {
          random::nextGaussian,
          () -> Math.exp(3 * random.nextGaussian()),
          () -> random.nextInt(4), // many equal scores
          () -> random.nextDouble() < 0.3 ? 0.01 * random.nextDouble() : 100
        }) {
      for (int judged : new int[] {19, 20, 50, 99, 199}) {
        assertThat(missed(kind, judged))
            .as("%d judged", judged)
            .isLessThanOrEqualTo((double) Math.max(1, (judged + 1) / 100) / (judged + 1) + 0.006);
      }
    }
  }

  @Test
  void the_bound_with_confidence_is_broken_in_one_of_twenty_plants() {
    Random random = new Random(11);
    int broken = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      double[] judged = random.doubles(20).toArray();
      ConformalBounds bounds = ConformalBounds.of(judged, new double[0], TARGET);
      // Of uniform scores the share below the threshold is the threshold itself.
      broken += bounds.acceptBelow() > bounds.missedSurely() ? 1 : 0;
    }
    assertThat((double) broken / DRAWS).isCloseTo(0.05, within(0.008));
  }

  @Test
  void impossible_targets_are_refused() {
    assertThatThrownBy(() -> new ConformalBounds.Target(0.1, 0.05))
        .hasMessageContaining("0.1 and 0.05");
    assertThatThrownBy(() -> new ConformalBounds.Target(0, 0.05)).hasMessageContaining("wanted");
    assertThatThrownBy(() -> new ConformalBounds.Target(0.01, Double.NaN))
        .hasMessageContaining("NaN");
  }

  private static double missed(DoubleSupplier kind, int judged) {
    int missed = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      double[] before = new double[judged];
      for (int i = 0; i < judged; i++) {
        before[i] = kind.getAsDouble();
      }
      ConformalBounds bounds = ConformalBounds.of(before, new double[0], TARGET);
      missed += kind.getAsDouble() < bounds.acceptBelow() ? 1 : 0;
    }
    return (double) missed / DRAWS;
  }

  /** So many scores, counting up from the first. */
  private static double[] scores(int count, double first) {
    double[] scores = new double[count];
    for (int i = 0; i < count; i++) {
      scores[i] = first + i;
    }
    return scores;
  }
}
