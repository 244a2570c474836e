package dev.andon.edge.triage;

/**
 * What a frame was like when somebody was asked about it, so that the answer becomes a judged
 * score.
 *
 * @param view variant and view
 * @param standard what its score was measured against: golden frames and model; scores of another
 *     standard do not compare
 * @param score how suspicious the frame is, higher is more
 * @param fair whether it was asked about whatever its score: only such answers say how scores are
 *     distributed
 * @param passing whether it would have passed, had it not been chosen at random to be asked about
 */
public record Asked(ViewKey view, String standard, double score, boolean fair, boolean passing) {
  /** Refuses a score that does not compare. */
  public Asked {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("a score must be finite, got " + score);
    }
  }
}
