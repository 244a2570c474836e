package dev.andon.sandbox.audit;

import dev.andon.sandbox.truth.SceneTruth;

/**
 * How judgements compare with the truth. Frames without a judgement do not count. Not thread-safe.
 */
public final class Score {

  private long good;
  private long bad;
  private long missedDefects;
  private long falseAlarms;

  /** Counts one frame. */
  public void add(Judgement judgement, SceneTruth truth) {
    if (judgement == Judgement.NONE) {
      return;
    }
    boolean defective = truth.label() == SceneTruth.Label.DEFECT;
    if (defective) {
      bad++;
      missedDefects += judgement == Judgement.PASS ? 1 : 0;
    } else {
      good++;
      falseAlarms += judgement == Judgement.DEFECT ? 1 : 0;
    }
  }

  /** Both together. */
  Score plus(Score other) {
    Score sum = copy();
    sum.good += other.good;
    sum.bad += other.bad;
    sum.missedDefects += other.missedDefects;
    sum.falseAlarms += other.falseAlarms;
    return sum;
  }

  Score copy() {
    Score copy = new Score();
    copy.good = good;
    copy.bad = bad;
    copy.missedDefects = missedDefects;
    copy.falseAlarms = falseAlarms;
    return copy;
  }

  /** Frames with a judgement and a known truth. */
  public long judged() {
    return good + bad;
  }

  public long correct() {
    return judged() - missedDefects - falseAlarms;
  }

  /** Frames that are defective. */
  public long defective() {
    return bad;
  }

  /** Defective frames that were passed. */
  public long missedDefects() {
    return missedDefects;
  }

  /** Good frames that were called defective. */
  public long falseAlarms() {
    return falseAlarms;
  }

  /** How many would be right if every frame were given the more frequent answer. */
  public long majority() {
    return Math.max(good, bad);
  }
}
