package dev.andon.vision;

/**
 * What a distance map says of a frame. 0 is a frame that the memory knows by heart.
 *
 * @param worst mean of the four greatest smoothed distances: how far the worst place is from
 *     anything golden; a defect is a worst place
 * @param median of all distances: how strange the frame is as a whole; another product, a wrong
 *     variant and an empty place are strange all over
 */
public record PatchScore(double worst, double median) {
  /** Refuses what no distances give. */
  public PatchScore {
    if (!(worst >= 0) || !(median >= 0) || Double.isInfinite(worst) || Double.isInfinite(median)) {
      throw new IllegalArgumentException(
          "worst and median must be finite and from 0, got " + worst + " and " + median);
    }
  }

  /**
   * How strange the whole frame is beside the strangest golden frame: up to about 1 for frames of
   * the same view.
   *
   * @param goldenMedian greatest {@link #median} of the golden frames, each left out, above 0
   */
  public double strangeness(double goldenMedian) {
    if (!(goldenMedian > 0)) {
      throw new IllegalArgumentException("goldenMedian must be above 0, got " + goldenMedian);
    }
    return median / goldenMedian;
  }
}
