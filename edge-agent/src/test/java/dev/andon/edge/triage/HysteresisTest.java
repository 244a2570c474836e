package dev.andon.edge.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.vision.Band;
import dev.andon.wire.Box;
import dev.andon.wire.Region;
import dev.andon.wire.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A band of 0.2 to 0.9, and parts whose scores lie at its edges. */
final class HysteresisTest {
  private static final ViewKey TOP = new ViewKey("flange", "top");
  private static final ViewKey SIDE = new ViewKey("flange", "side");
  private static final Band BAND = new Band(0.2, 0.9);
  private static final Triage ASKED =
      new Triage.Unsure(List.of(new Region(0, new Box(0, 0, 9, 9), List.of(), new float[0])));
  private static final Triage CLEAR = new Triage.Confident(new Verdict.Pass());

  private static Hysteresis of(double margin, int clearFrames) {
    return new Hysteresis(new Hysteresis.Settings(margin, clearFrames));
  }

  /** What becomes of parts with these scores, one after the other. */
  private static List<Band.Side> judged(Hysteresis hysteresis, double... scores) {
    List<Band.Side> sides = new ArrayList<>();
    for (double score : scores) {
      Band.Side side = BAND.widened(hysteresis.margin(TOP)).place(score);
      hysteresis.decided(TOP, side == Band.Side.DOUBTFUL ? ASKED : CLEAR);
      sides.add(side);
    }
    return sides;
  }

  @Test
  void parts_at_the_edge_flicker_without_it_and_are_all_asked_about_with_it() {
    double[] edge = {0.19, 0.21, 0.19, 0.21, 0.18, 0.19};
    assertThat(judged(of(0, 5), edge))
        .containsExactly(
            Band.Side.GOOD,
            Band.Side.DOUBTFUL,
            Band.Side.GOOD,
            Band.Side.DOUBTFUL,
            Band.Side.GOOD,
            Band.Side.GOOD);
    assertThat(judged(of(0.05, 5), edge))
        .containsExactly(
            Band.Side.GOOD,
            Band.Side.DOUBTFUL,
            Band.Side.DOUBTFUL,
            Band.Side.DOUBTFUL,
            Band.Side.DOUBTFUL,
            Band.Side.DOUBTFUL);
  }

  @Test
  void the_upper_edge_is_wider_too() {
    assertThat(judged(of(0.05, 5), 0.91, 0.89, 0.91, 0.96))
        .containsExactly(Band.Side.BAD, Band.Side.DOUBTFUL, Band.Side.DOUBTFUL, Band.Side.BAD);
  }

  @Test
  void it_ends_after_so_many_clear_frames_in_a_row_and_begins_anew_with_every_doubt() {
    Hysteresis three = of(0.05, 3);
    judged(three, 0.5, 0.1, 0.1);
    assertThat(three.margin(TOP)).isEqualTo(0.05);
    judged(three, 0.17);
    judged(three, 0.1, 0.1);
    assertThat(three.margin(TOP)).as("two after the last doubt").isEqualTo(0.05);
    judged(three, 0.99);
    assertThat(three.margin(TOP)).as("a sure defect is clear as well").isZero();
    assertThat(judged(three, 0.19)).containsExactly(Band.Side.GOOD);
  }

  @Test
  void another_view_and_another_variant_are_not_touched() {
    Hysteresis hysteresis = of(0.05, 5);
    hysteresis.decided(TOP, ASKED);
    assertThat(hysteresis.margin(SIDE)).isZero();
    assertThat(hysteresis.margin(new ViewKey("bracket", "top"))).isZero();
  }

  @Test
  void a_frame_that_shows_no_part_changes_nothing() {
    Hysteresis one = of(0.05, 1);
    one.decided(TOP, ASKED);
    one.decided(TOP, new Triage.Unfit(new CameraFault(CameraFault.Kind.DARK, "dark")));
    one.decided(TOP, new Triage.Held("in shadow"));
    assertThat(one.margin(TOP)).isEqualTo(0.05);
  }

  @Test
  void a_margin_or_a_number_that_means_nothing_is_refused_by_name() {
    assertThatThrownBy(() -> of(0.6, 5)).hasMessageContaining("model.hysteresis.margin");
    assertThatThrownBy(() -> of(Double.NaN, 5)).hasMessageContaining("model.hysteresis.margin");
    assertThatThrownBy(() -> of(0.1, 0)).hasMessageContaining("model.hysteresis.clear_frames");
  }
}
