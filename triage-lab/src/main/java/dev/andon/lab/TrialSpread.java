package dev.andon.lab;

import dev.andon.edge.triage.TriagePolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * What a plant may expect after so many judged defects: over all choices of golden frames, and for
 * each over {@link #REDRAWS} choices of the defects that were judged. Shares are 0 … 1.
 *
 * @param golden golden frames
 * @param verdicts judged defects
 * @param missed share of the other defective frames that passes
 * @param asked share of good frames that is asked about
 * @param rejected share of good frames that is rejected
 */
record TrialSpread(int golden, int verdicts, Range missed, Range asked, Range rejected) {
  /** Choices of judged defects for each choice of golden frames. */
  static final int REDRAWS = 100;

  /**
   * Of many draws.
   *
   * @param low one in twenty is below
   * @param high one in twenty is above
   */
  record Range(double mean, double low, double high) {

    static Range of(List<Decisions> draws, ToDoubleFunction<Decisions> share) {
      List<Double> sorted = new ArrayList<>();
      draws.forEach(draw -> sorted.add(share.applyAsDouble(draw)));
      Collections.sort(sorted);
      double mean = sorted.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
      int twentieth = sorted.size() / 20;
      return new Range(mean, sorted.get(twentieth), sorted.get(sorted.size() - 1 - twentieth));
    }

    Map<String, Object> figures() {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("mean", TrialReport.rounded(mean, 4));
      figures.put("low", TrialReport.rounded(low, 4));
      figures.put("high", TrialReport.rounded(high, 4));
      return figures;
    }
  }

  /**
   * Over draws with as many golden frames.
   *
   * @return empty where there are too few defective frames
   */
  static Optional<TrialSpread> of(List<Draw> draws, int golden, int verdicts, TriagePolicy policy) {
    List<Decisions> all = new ArrayList<>();
    for (Draw draw : draws) {
      boolean chance = verdicts > 0 && draw.views().stream().anyMatch(ViewOutcome::buys);
      Random random = new Random(draw.seed() * 31 + verdicts);
      for (int i = 0; i < (chance ? REDRAWS : 1); i++) {
        draw.after(verdicts, policy, random).ifPresent(all::add);
      }
    }
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TrialSpread(
                golden,
                verdicts,
                Range.of(all, Decisions::badPassedShare),
                Range.of(all, Decisions::goodAskedShare),
                Range.of(all, Decisions::goodRejectedShare)));
  }

  /** As in {@code metrics.json}. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("golden", golden);
    figures.put("verdicts", verdicts);
    figures.put("bad_passed", missed.figures());
    figures.put("good_asked", asked.figures());
    figures.put("good_rejected", rejected.figures());
    return figures;
  }
}
