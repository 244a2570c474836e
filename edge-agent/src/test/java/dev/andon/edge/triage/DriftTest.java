package dev.andon.edge.triage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Good scores are normal here; the unit is their standard deviation. */
final class DriftTest {
  private static final int PLANTS = 500;
  private static final int FRAMES = 4_000;

  @Test
  void while_nothing_changes_hardly_any_plant_is_put_back() {
    Random random = new Random(1);
    int alarms = 0;
    for (int plant = 0; plant < PLANTS; plant++) {
      alarms += framesUntilFound(random, normal(random, 40, 0), 0).isPresent() ? 1 : 0;
    }
    assertThat(alarms).isLessThanOrEqualTo(PLANTS / 100);
  }

  @Test
  void a_move_by_two_deviations_is_found_within_four_hundred_frames_either_way() {
    Random random = new Random(2);
    for (double move : new double[] {2, -2}) {
      for (int plant = 0; plant < PLANTS; plant++) {
        assertThat(framesUntilFound(random, normal(random, 40, 0), move))
            .hasValueSatisfying(frames -> assertThat(frames).isLessThanOrEqualTo(400));
      }
    }
  }

  @Test
  void a_move_that_hardly_changes_what_passes_is_left_alone() {
    Random random = new Random(3);
    int alarms = 0;
    for (int plant = 0; plant < PLANTS; plant++) {
      alarms += framesUntilFound(random, normal(random, 200, 0), 0.25).isPresent() ? 1 : 0;
    }
    assertThat(alarms).isLessThanOrEqualTo(PLANTS / 100);
  }

  @Test
  void the_unit_of_scores_does_not_matter() {
    Random random = new Random(4);
    Drift drift = new Drift();
    double[] judged = normal(random, 60, 0);
    for (int i = 0; i < judged.length; i++) {
      judged[i] = Math.exp(0.001 * judged[i]);
    }
    for (int i = 0; i < Drift.WINDOW; i++) {
      drift.good(Math.exp(0.001 * (2 + random.nextGaussian())));
      drift.frame(false);
    }
    assertThat(drift.since(judged, 0))
        .hasValueSatisfying(says -> assertThat(says).contains("more suspicious than a judged"));
  }

  @Test
  void many_equal_scores_are_no_move() {
    Drift drift = new Drift();
    for (int i = 0; i < Drift.WINDOW; i++) {
      drift.good(1);
      drift.frame(false);
    }
    double[] judged = new double[50];
    java.util.Arrays.fill(judged, 1);
    assertThat(drift.since(judged, 0)).isEmpty();
  }

  @Test
  void when_most_parts_are_rejected_that_is_a_change_as_well() {
    Drift drift = new Drift();
    for (int i = 0; i < Drift.WINDOW; i++) {
      drift.frame(i % 5 > 0);
    }
    assertThat(drift.since(new double[60], 20))
        .hasValueSatisfying(
            says ->
                assertThat(says)
                    .isEqualTo(
                        "of the last 200 frames 80 % were rejected, of the judged ones 25 % were"
                            + " defective"));
    assertThat(drift.since(new double[10], 40)).as("where most were defective").isEmpty();
  }

  @Test
  void with_too_few_judged_frames_nothing_is_compared() {
    Drift drift = new Drift();
    for (int i = 0; i < Drift.WINDOW; i++) {
      drift.good(100);
      drift.frame(true);
    }
    assertThat(drift.since(new double[Drift.LEAST - 1], 0)).isEmpty();
    assertThat(new Drift().since(new double[100], 20)).as("nothing seen yet").isEmpty();
  }

  private static Optional<Integer> framesUntilFound(Random random, double[] judged, double move) {
    Drift drift = new Drift();
    for (int frame = 1; frame <= FRAMES; frame++) {
      drift.good(move + random.nextGaussian());
      drift.frame(false);
      if (drift.due() && drift.since(judged, 20).isPresent()) {
        return Optional.of(frame);
      }
    }
    return Optional.empty();
  }

  private static double[] normal(Random random, int count, double mean) {
    double[] scores = new double[count];
    for (int i = 0; i < count; i++) {
      scores[i] = mean + random.nextGaussian();
    }
    return scores;
  }
}
