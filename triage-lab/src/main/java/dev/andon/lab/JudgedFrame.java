package dev.andon.lab;

import dev.andon.edge.triage.ConformalBounds;
import dev.andon.edge.triage.Examined;
import dev.andon.edge.triage.Grounds;
import dev.andon.edge.triage.Shadow;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.TriagePolicy;
import dev.andon.edge.triage.ViewKey;
import java.util.Optional;

/**
 * One frame, judged before any verdict.
 *
 * @param view the view it was shown to
 * @param name what reports call it
 * @param bad whether it shows a defect
 * @param score how suspicious it is, higher is more
 * @param triage what the policy does with it
 * @param elsewhere whether it was taken for something else than its view
 * @param open what is known about it, where verdicts may decide it: golden frames alone do not
 */
record JudgedFrame(
    ViewKey view,
    String name,
    boolean bad,
    double score,
    Triage triage,
    boolean elsewhere,
    Optional<Examined> open) {

  /** Whether verdicts may decide it. */
  boolean isOpen() {
    return open.isPresent();
  }

  /** What becomes of it once judged frames have proved so much. */
  Fate after(TriagePolicy policy, ConformalBounds bounds) {
    return Fate.of(
        open.map(examined -> policy.decide(proved(examined, bounds), view)).orElse(triage));
  }

  /** Not one of those that are chosen at random to be asked about. */
  private static Examined proved(Examined examined, ConformalBounds bounds) {
    return new Examined(
        examined.tiles(),
        new Grounds.Judged(bounds, false, Shadow.ASK, Double.NEGATIVE_INFINITY),
        examined.likeness());
  }
}
