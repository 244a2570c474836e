package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class DistanceMapTest {
  @Test
  void an_even_map_stays_even_when_smoothed_rim_and_corners_too() {
    float[] even = new float[20];
    Arrays.fill(even, 0.7f);
    assertThat(new DistanceMap(4, 5, even).smoothed().values())
        .containsExactly(even, within(1e-6f));
    assertThat(new DistanceMap(1, 20, even).smoothed().values())
        .containsExactly(even, within(1e-6f));
  }

  @Test
  void one_cell_is_spread_over_nine() {
    DistanceMap smooth = map(5, 5, 9, 12).smoothed();
    assertThat(smooth.values()[12]).isCloseTo(1, within(1e-6f));
    assertThat(smooth.values()[6]).isCloseTo(1, within(1e-6f));
    assertThat(smooth.values()[0]).isZero();
  }

  @Test
  void the_worst_place_of_a_frame_is_its_score_wherever_it_lies() {
    double inside = map(9, 9, 1, 30, 31, 39, 40).score().worst();
    double elsewhere = map(9, 9, 1, 32, 33, 41, 42).score().worst();
    assertThat(inside).isCloseTo(elsewhere, within(1e-6)).isGreaterThan(0.4);
  }

  @Test
  void a_single_glint_counts_less_than_a_spot_of_four_cells() {
    assertThat(map(9, 9, 2, 40).score().worst())
        .isLessThan(map(9, 9, 1, 30, 31, 39, 40).score().worst());
  }

  @Test
  void the_median_tells_a_frame_that_is_strange_all_over_from_one_with_a_defect() {
    float[] all = new float[81];
    Arrays.fill(all, 1);
    PatchScore stranger = new DistanceMap(9, 9, all).score();
    PatchScore defect = map(9, 9, 1, 30, 31, 39, 40).score();
    assertThat(stranger.median()).isEqualTo(1);
    assertThat(defect.median()).isZero();
    assertThat(stranger.low()).isEqualTo(1);
  }

  @Test
  void the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
    assertThat(new DistanceMap(1, 4, new float[] {4, 1, 2, 8}).score().median()).isEqualTo(3);
  }

  @Test
  void a_map_of_one_cell_has_a_score() {
    assertThat(new DistanceMap(1, 1, new float[] {0.5f}).score())
        .isEqualTo(new PatchScore(0.5, 0.5, 0.5));
  }

  @Test
  void what_no_distances_give_is_refused() {
    assertThatThrownBy(() -> new DistanceMap(2, 2, new float[3])).hasMessageContaining("2×2");
    assertThatThrownBy(() -> new PatchScore(Double.NaN, 0, 0)).hasMessageContaining("worst");
    assertThatThrownBy(() -> new PatchScore(1, -1, 0)).hasMessageContaining("median must be");
  }

  private static DistanceMap map(int rows, int columns, float value, int... cells) {
    float[] values = new float[rows * columns];
    for (int cell : cells) {
      values[cell] = value;
    }
    return new DistanceMap(rows, columns, values);
  }
}
