package dev.andon.lab;

import dev.andon.edge.triage.TriagePolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * All views beside one choice of golden frames.
 *
 * @param golden golden frames of a view, the most that one has
 * @param seed by which they were chosen
 * @param views what came of it
 */
record Draw(int golden, long seed, List<ViewOutcome> views) {

  Stream<JudgedFrame> frames() {
    return views.stream().flatMap(view -> view.frames().stream());
  }

  /** Separation of good and bad by score. */
  Optional<Double> auroc() {
    return Statistics.auroc(scores(false), scores(true));
  }

  private double[] scores(boolean bad) {
    return frames().filter(frame -> frame.bad() == bad).mapToDouble(JudgedFrame::score).toArray();
  }

  /** CPU of a frame that is decided, in the middle; milliseconds. */
  double frameMillis() {
    return Statistics.median(
        views.stream().flatMap(view -> view.effort().frameMillis().stream()).toList());
  }

  /**
   * How frames would be decided once so many defects of each view were judged.
   *
   * @return empty where a view has too few
   */
  Optional<Decisions> after(int verdicts, TriagePolicy policy) {
    return after(verdicts, policy, new Random(seed * 31 + verdicts));
  }

  /** The same with other defects judged. */
  Optional<Decisions> after(int verdicts, TriagePolicy policy, Random random) {
    return proofs(verdicts, random).map(proofs -> counted(proofs, verdicts, policy));
  }

  private Optional<List<ViewOutcome.Proof>> proofs(int verdicts, Random random) {
    List<ViewOutcome.Proof> proofs = new ArrayList<>();
    for (ViewOutcome view : views) {
      Optional<ViewOutcome.Proof> proof = view.after(verdicts, random);
      if (proof.isEmpty()) {
        return Optional.empty();
      }
      proofs.add(proof.get());
    }
    return Optional.of(proofs);
  }

  private Decisions counted(List<ViewOutcome.Proof> proofs, int verdicts, TriagePolicy policy) {
    Decisions decisions = new Decisions(golden, seed, verdicts);
    for (ViewOutcome.Proof proof : proofs) {
      proof.others().forEach(f -> decisions.count(f.bad(), f.after(policy, proof.bounds())));
    }
    return decisions;
  }

  /** How strangers would be decided, by what they are; empty where a view has too few defects. */
  Map<String, StrangersOutcome> strangers(int verdicts, TriagePolicy policy) {
    Map<String, StrangersOutcome> received = new LinkedHashMap<>();
    for (ViewOutcome.Proof proof :
        proofs(verdicts, new Random(seed * 31 + verdicts)).orElse(List.of())) {
      proof
          .strangers()
          .forEach(
              (kind, frames) ->
                  received.merge(
                      kind,
                      StrangersOutcome.of(frames, policy, proof.bounds()),
                      StrangersOutcome::plus));
    }
    return received;
  }
}
