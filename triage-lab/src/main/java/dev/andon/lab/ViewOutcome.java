package dev.andon.lab;

import dev.andon.edge.triage.ConformalBounds;
import dev.andon.edge.triage.GoldenPatches;
import dev.andon.edge.triage.ReferenceView;
import dev.andon.edge.triage.ViewKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The frames of one view beside one choice of golden frames.
 *
 * @param key the view
 * @param view what was enrolled; empty where there was no golden frame to enrol
 * @param frames those that belong to the view
 * @param strangers those that do not, by what they are
 * @param effort what it took
 */
record ViewOutcome(
    ViewKey key,
    Optional<ReferenceView> view,
    List<JudgedFrame> frames,
    Map<String, List<JudgedFrame>> strangers,
    Effort effort) {

  /**
   * CPU time of the judging thread and time by the clock.
   *
   * @param enrolSeconds of all golden frames together, by the clock
   * @param enrolCpuSeconds the same on the judging thread
   * @param frameMillis CPU of each frame, decided
   * @param askedMillis CPU of some frames that somebody is asked about
   */
  record Effort(
      double enrolSeconds,
      double enrolCpuSeconds,
      List<Double> frameMillis,
      List<Double> askedMillis) {}

  /** Whether verdicts decide frames of this view. */
  boolean buys() {
    return frames.stream().anyMatch(JudgedFrame::isOpen);
  }

  /** How the view decides, in one word. */
  String mode() {
    if (view.isEmpty()) {
      return "classes";
    }
    if (view.get().patches().isPresent()) {
      return "patches";
    }
    return view.get().registered() ? "pixels" : "none";
  }

  /**
   * Defective frames that are judged, drawn at random, and what they prove about the others.
   *
   * @return empty where there are not so many that verdicts may decide, and one more
   */
  Optional<Proof> after(int verdicts, Random random) {
    if (!buys()) {
      return Optional.of(
          new Proof(ConformalBounds.none(ConformalBounds.Target.DEFAULT), frames, strangers));
    }
    List<JudgedFrame> bad =
        new ArrayList<>(frames.stream().filter(ViewOutcome::mayBeJudged).toList());
    if (verdicts >= bad.size()) {
      return Optional.empty();
    }
    Collections.shuffle(bad, random);
    double[] scores = bad.stream().limit(verdicts).mapToDouble(JudgedFrame::score).toArray();
    List<JudgedFrame> others =
        new ArrayList<>(frames.stream().filter(frame -> !mayBeJudged(frame)).toList());
    others.addAll(bad.subList(verdicts, bad.size()));
    return Optional.of(
        new Proof(
            ConformalBounds.of(scores, golden(), ConformalBounds.Target.DEFAULT),
            others,
            strangers));
  }

  private static boolean mayBeJudged(JudgedFrame frame) {
    return frame.bad() && frame.isOpen();
  }

  private double[] golden() {
    return view.flatMap(ReferenceView::patches)
        .map(GoldenPatches::golden)
        .orElseGet(() -> new double[0]);
  }

  /**
   * What judged frames prove.
   *
   * @param bounds for the view's next frames
   * @param others frames that were not judged
   * @param strangers that are shown to the view, by what they are
   */
  record Proof(
      ConformalBounds bounds, List<JudgedFrame> others, Map<String, List<JudgedFrame>> strangers) {}
}
