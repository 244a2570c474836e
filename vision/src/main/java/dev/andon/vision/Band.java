package dev.andon.vision;

/**
 * Two thresholds that cut a score into good, doubtful and bad: below {@code acceptBelow} it is
 * good, above {@code rejectAbove} bad, doubtful in between.
 *
 * @param acceptBelow in the unit of the score, at most {@code rejectAbove}
 * @param rejectAbove in the unit of the score
 */
public record Band(double acceptBelow, double rejectAbove) {

  /** Refuses bands in which a score would be good and bad at once. */
  public Band {
    if (!Double.isFinite(acceptBelow)
        || !Double.isFinite(rejectAbove)
        || acceptBelow > rejectAbove) {
      throw new IllegalArgumentException(
          "a band needs accept_below ≤ reject_above, got " + acceptBelow + " and " + rejectAbove);
    }
  }

  /**
   * The same with more doubt on either side.
   *
   * @param margin in the unit of the score, from 0
   */
  public Band widened(double margin) {
    return margin == 0 ? this : new Band(acceptBelow - margin, rejectAbove + margin);
  }

  /** Where a score falls. */
  public enum Side {
    /** Below the band. */
    GOOD,
    /** Inside the band, its borders included. */
    DOUBTFUL,
    /** Above the band. */
    BAD
  }

  /** Places a score; NaN is doubtful. */
  public Side place(double score) {
    if (score < acceptBelow) {
      return Side.GOOD;
    }
    return score > rejectAbove ? Side.BAD : Side.DOUBTFUL;
  }
}
