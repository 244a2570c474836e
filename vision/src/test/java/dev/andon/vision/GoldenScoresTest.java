package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class GoldenScoresTest {
  private final GoldenScores golden =
      new GoldenScores(
          List.of(
              new PatchScore(0.6, 0.3, 0.2),
              new PatchScore(0.9, 0.5, 0.4),
              new PatchScore(0.5, 0.2, 0.1)));

  @Test
  void the_worst_golden_frame_is_the_end_of_the_ordinary() {
    assertThat(golden.worst()).isEqualTo(0.9);
  }

  @Test
  void the_golden_frame_in_the_middle_is_not_strange_and_one_odd_frame_moves_nothing() {
    assertThat(golden.strangeness(new PatchScore(0.6, 0.3, 0.2))).isEqualTo(1);
  }

  @Test
  void a_frame_is_strange_when_its_ordinary_places_are_or_its_middle_ones() {
    assertThat(golden.strangeness(new PatchScore(0.9, 0.3, 0.4))).isCloseTo(2, within(1e-9));
    assertThat(golden.strangeness(new PatchScore(0.9, 0.9, 0.2))).isCloseTo(3, within(1e-9));
  }

  @Test
  void a_defect_alone_does_not_make_a_frame_strange() {
    assertThat(golden.strangeness(new PatchScore(9, 0.3, 0.2)))
        .isLessThan(GoldenScores.NOT_THIS_VIEW);
  }

  @Test
  void golden_frames_that_are_all_the_same_still_give_a_yardstick() {
    GoldenScores same = new GoldenScores(List.of(new PatchScore(0, 0, 0), new PatchScore(0, 0, 0)));
    assertThat(same.strangeness(new PatchScore(0, 0, 0))).isZero();
    assertThat(same.strangeness(new PatchScore(1, 1, 1))).isGreaterThan(100);
  }

  @Test
  void one_golden_frame_is_no_yardstick() {
    assertThatThrownBy(() -> new GoldenScores(List.of(new PatchScore(1, 1, 1))))
        .hasMessageContaining("at least two golden frames, got 1");
  }
}
