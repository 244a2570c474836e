package dev.andon.lab;

import dev.andon.edge.capture.FrameTruth;
import dev.andon.edge.triage.Triage;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A judged frame beside its truth.
 *
 * @param truth what is known
 * @param tiles all its tiles
 * @param plain what the policy decided by class scores alone
 * @param joined what it decided with golden frames, where the view has some
 */
record MeasuredFrame(
    FrameTruth truth, List<MeasuredTile> tiles, Triage plain, Optional<Triage> joined) {

  boolean isBad() {
    return truth.state() == FrameTruth.State.DEFECT;
  }

  boolean hasOneDefect() {
    return isBad() && truth.defects().size() == 1;
  }

  /** The frame's own score is its worst tile's. */
  double worst(ToDoubleFunction<MeasuredTile> score) {
    return tiles.stream().mapToDouble(score).max().orElse(0);
  }
}
