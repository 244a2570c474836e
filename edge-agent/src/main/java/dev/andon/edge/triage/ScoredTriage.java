package dev.andon.edge.triage;

import java.util.Optional;

/**
 * A decision with the number that it came from, for people who look at frames.
 *
 * @param score of the frame's worst place, where the triage has one number
 */
public record ScoredTriage(Triage triage, Optional<Score> score) {

  /**
   * A number.
   *
   * @param scale what it measures, in a word
   */
  public record Score(String scale, double value) {}

  /** Nothing but the decision is known. */
  public static ScoredTriage of(Triage triage) {
    return new ScoredTriage(triage, Optional.empty());
  }

  /** The same number, another decision. */
  public ScoredTriage with(Triage other) {
    return new ScoredTriage(other, score);
  }
}
