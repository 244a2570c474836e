package dev.andon.edge.triage;

/**
 * What a frame was like when somebody was asked about it, so that the answer becomes a judged
 * score.
 *
 * @param view variant and view
 * @param standard what its score was measured against: golden frames, models and the time since the
 *     last drift; scores of another standard do not compare
 * @param score how suspicious the frame is, higher is more
 * @param why why it is asked about
 * @param passing whether it would have passed, had it not been chosen at random
 */
public record AskedFrame(ViewKey view, String standard, double score, Why why, boolean passing) {

  /** Why somebody is asked about a frame. */
  public enum Why {
    /** It was chosen at random, before anybody had looked at it. */
    CHOSEN,
    /** Every frame of its view is asked about. */
    SHADOW,
    /** Its score. */
    DOUBT
  }

  /** Refuses a score that does not compare. */
  public AskedFrame {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("a score must be finite, got " + score);
    }
  }

  /**
   * Whether it is asked about whatever its score: only such answers say how scores are distributed.
   */
  public boolean fair() {
    return why != Why.DOUBT;
  }

  /**
   * The same where there was no room for every frame of its view and its score decided. Chance
   * stays chance.
   */
  public AskedFrame forItsScore() {
    return why == Why.SHADOW ? new AskedFrame(view, standard, score, Why.DOUBT, passing) : this;
  }
}
