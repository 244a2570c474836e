package dev.andon.edge.triage;

import dev.andon.wire.Box;
import java.util.List;

/**
 * The golden frames of one view and how far they are from one another. Immutable.
 *
 * @param key the variant and view
 * @param width of every golden frame in pixels
 * @param height of every golden frame in pixels
 * @param slots the boxes that are compared
 * @param golden the frames, at least one
 * @param noise what good parts differ by
 */
public record ReferenceView(
    ViewKey key, int width, int height, List<Box> slots, List<Golden> golden, Noise noise) {

  /**
   * A golden frame.
   *
   * @param embeddings one per slot
   * @param png its grey pixels, without loss
   */
  public record Golden(List<float[]> embeddings, byte[] png) {
    /** Copies the list. */
    public Golden {
      embeddings = List.copyOf(embeddings);
    }
  }

  /**
   * The most that golden frames, and photographs of them, are away from the others: the unit of
   * {@link ReferenceDistance}.
   *
   * @param embedding in 1 − cosine, above 0
   * @param pixels as {@link dev.andon.vision.PixelDifference} counts, above 0
   */
  public record Noise(double embedding, double pixels) {
    /** Below this, two embeddings of the same thing are told apart by rounding and noise alone. */
    public static final double LEAST_EMBEDDING = 0.002;

    /** Below this, two photographs are told apart by sensor noise alone. */
    public static final double LEAST_PIXELS = 0.8;

    /** Raises both to their least. */
    public Noise {
      embedding = Math.max(embedding, LEAST_EMBEDDING);
      pixels = Math.max(pixels, LEAST_PIXELS);
    }
  }

  /** Refuses golden frames that do not fit the slots. */
  public ReferenceView {
    slots = List.copyOf(slots);
    golden = List.copyOf(golden);
    if (golden.isEmpty() || slots.isEmpty()) {
      throw new IllegalArgumentException("view " + key + " needs a golden frame and a slot");
    }
    for (Golden each : golden) {
      if (each.embeddings().size() != slots.size()) {
        throw new IllegalArgumentException(
            "view "
                + key
                + ": a golden frame has "
                + each.embeddings().size()
                + " embeddings for "
                + slots.size()
                + " slots");
      }
    }
  }

  /** Whether a frame of this size with these boxes can be compared. */
  boolean fits(int frameWidth, int frameHeight, List<Box> boxes) {
    return width == frameWidth && height == frameHeight && slots.equals(boxes);
  }
}
