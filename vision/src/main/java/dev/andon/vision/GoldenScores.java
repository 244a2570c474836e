package dev.andon.vision;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What golden frames score that the memory does not hold: the yardstick for every other frame.
 * Immutable.
 *
 * @param frames one score per golden frame, at least two
 */
public record GoldenScores(List<PatchScore> frames) {
  /**
   * Strangeness above which a frame most likely does not show this view: between own frames (with
   * 20 golden frames at most 1.53, good and bad) and those of other products (at least 1.76).
   */
  public static final double NOT_THIS_VIEW = 1.6;

  /** Distances are not told apart below this: half precision and the matrix product. */
  private static final double LEAST = 1e-3;

  /** Copies; refuses fewer than two. */
  public GoldenScores {
    frames = List.copyOf(frames);
    if (frames.size() < 2) {
      throw new IllegalArgumentException(
          "golden scores need at least two golden frames, got " + frames.size());
    }
  }

  /** The greatest {@link PatchScore#worst} of a golden frame. */
  public double worst() {
    return frames.stream().mapToDouble(PatchScore::worst).max().orElseThrow();
  }

  /**
   * How strange a frame is as a whole, beside the golden frame in the middle: about 1 for frames of
   * this view, with or without a defect. Another product, a wrong variant, an empty place or
   * another scene is stranger all over: in its ordinary places (tenth) or in its middle ones
   * (median), whichever is farther off.
   */
  public double strangeness(PatchScore frame) {
    return Math.max(
        frame.low() / middle(PatchScore::low), frame.median() / middle(PatchScore::median));
  }

  private double middle(ToDoubleFunction<PatchScore> of) {
    double[] sorted = frames.stream().mapToDouble(of).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return Math.max(LEAST, median);
  }
}
