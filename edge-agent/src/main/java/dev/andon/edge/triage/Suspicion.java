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
   * From photographs of 42 places on three board groups that the model never saw: the worst tile of
   * a good frame reached a sum of 2.6 before the bias, that of a defective one at least 5.9.
   */
  public static final Suspicion DEFAULT = new Suspicion(-4.2, 0.1, 0.5, 4.0);

  private static final double SMALLEST = 0.05;
  private static final double LARGEST = 50;
  private static final double MAX_LOG_ODDS = 6;

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
    return Math.clamp(Math.log(bounded / (1 - bounded)), -MAX_LOG_ODDS, MAX_LOG_ODDS);
  }

  private static double log(double distance) {
    return Math.log(Math.clamp(distance, SMALLEST, LARGEST));
  }
}
