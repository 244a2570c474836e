package dev.andon.edge.triage;

/**
 * Joins what speaks against a tile into one number: the class scores, the distance of its embedding
 * from the golden tiles and the pixel difference, as a logistic sum. Weights in log units: doubling
 * a distance adds {@code weight · ln 2} to the log-odds. Pure.
 *
 * @param bias log-odds of a tile at the golden frames' own noise with even class scores
 * @param classes weight of the log-odds of the highest class score
 * @param embedding weight of the natural logarithm of the embedding's distance
 * @param pixels weight of the natural logarithm of the pixel difference
 */
public record Suspicion(double bias, double classes, double embedding, double pixels) {
  /**
   * From photographs of boards and drawn parts that the model never saw: good frames reach 1.3
   * times their view's noise, defects start there and most lie above 3. Pixels lead; the rest may
   * raise a suspicion more than lower it, because a model that sees nothing is no proof.
   */
  public static final Suspicion DEFAULT = new Suspicion(-1.2, 0.1, 0.5, 4.0);

  private static final double SMALLEST = 0.5;
  private static final double LARGEST = 50;
  private static final double LEAST_LOG_ODDS = -2;
  private static final double MOST_LOG_ODDS = 6;

  /**
   * The joined suspicion.
   *
   * @param topScore highest class score, 0 … 1
   * @return 0 (surely good) … 1 (surely bad)
   */
  public double of(double topScore, ReferenceDistance distance) {
    double sum =
        bias
            + classes * logOdds(topScore)
            + embedding * log(distance.embedding())
            + pixels * log(distance.pixels());
    return 1 / (1 + Math.exp(-sum));
  }

  private static double logOdds(double p) {
    double bounded = Math.clamp(p, 1e-9, 1 - 1e-9);
    return Math.clamp(Math.log(bounded / (1 - bounded)), LEAST_LOG_ODDS, MOST_LOG_ODDS);
  }

  private static double log(double distance) {
    return Math.log(Math.clamp(distance, SMALLEST, LARGEST));
  }
}
