package dev.andon.sandbox.audit;

import dev.andon.wire.Verdict;

/** What a verdict says of a part, without where and why. */
public enum Judgement {
  PASS,
  DEFECT,
  /** Nothing that could be counted as right or wrong. */
  NONE;

  public static Judgement of(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass() -> PASS;
      case Verdict.Defect ignored -> DEFECT;
      case Verdict.Inconclusive ignored -> NONE;
    };
  }
}
