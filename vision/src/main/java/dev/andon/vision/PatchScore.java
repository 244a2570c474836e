package dev.andon.vision;

/**
 * What a distance map says of a frame. 0 is a frame that the memory knows by heart.
 *
 * @param worst mean of the four greatest smoothed distances: how far the worst place is from
 *     anything golden; a defect is a worst place
 * @param median of all distances
 * @param low the distance that a tenth of the cells stay below: how strange even the most ordinary
 *     places are, mostly those beside the part
 */
public record PatchScore(double worst, double median, double low) {
  /** Refuses what no distances give. */
  public PatchScore {
    check("worst", worst);
    check("median", median);
    check("low", low);
  }

  private static void check(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be finite and from 0, got " + value);
    }
  }
}
