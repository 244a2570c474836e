package dev.andon.edge.triage;

import dev.andon.wire.Verdict;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Buys the right to decide with verdicts: a view whose golden frames prove nothing by themselves
 * asks about every frame (shadow), and passes frames by itself as soon as enough judged defects
 * prove how few it would miss. Some frames, chosen before anybody has looked at them, are asked
 * about for ever: once a station passes frames, the answers it still gets are about suspicious ones
 * only and prove nothing about the rest. Thread-safe as long as the generator is.
 */
public final class Autonomy {
  /** While the wanted bound is not reached, so many times more frames are chosen at random. */
  private static final int LEARNING = 10;

  /** Share of frames that are asked about at random for ever, unless told otherwise. */
  public static final double ASK_SHARE = 0.005;

  private final Judgements judgements;
  private final Bounds.Target target;
  private final double share;
  private final RandomGenerator random;

  /**
   * @param share of frames that are asked about whatever they look like, 0 … 0.1; ten times as many
   *     until the wanted bound is proved
   */
  public Autonomy(
      Judgements judgements, Bounds.Target target, double share, RandomGenerator random) {
    if (!(share >= 0 && share <= 0.1)) {
      throw new IllegalArgumentException(
          "the share of frames asked about at random must be 0 … 0.1, got " + share);
    }
    this.judgements = judgements;
    this.target = target;
    this.share = share;
    this.random = random;
  }

  /** Nothing was ever judged, and nothing is remembered. */
  public static Autonomy forgetful() {
    return new Autonomy(new Judgements(), Bounds.Target.DEFAULT, ASK_SHARE, new Random());
  }

  /** What one frame of a view may rest on; tosses the coin. */
  Grounds.Judged grounds(ViewKey view, String standard, double[] golden) {
    Bounds bounds = bounds(view, standard, golden);
    double chosen = bounds.missed() <= target.wanted() ? share : LEARNING * share;
    return new Grounds.Judged(bounds, random.nextDouble() < chosen);
  }

  private Bounds bounds(ViewKey view, String standard, double[] golden) {
    double[] judged = judgements.scores(view, standard, false);
    double[] goods = new double[judged.length + golden.length];
    System.arraycopy(judged, 0, goods, 0, judged.length);
    System.arraycopy(golden, 0, goods, judged.length, golden.length);
    return Bounds.of(judgements.scores(view, standard, true), goods, target);
  }

  /** A frame is asked about under this escalation. */
  void asked(UUID escalation, Asked asked) {
    judgements.asked(escalation, asked);
  }

  /** The hub's or a person's word. */
  void answered(UUID escalation, Verdict verdict) {
    judgements.answered(escalation, verdict);
  }

  /** Where a view stands. */
  Standing standing(ViewKey view, String standard, double[] golden) {
    return new Standing(
        view,
        bounds(view, standard, golden),
        target,
        judgements.checked(view, standard),
        judgements.missed(view, standard));
  }
}
