package dev.andon.edge.triage;

import dev.andon.vision.PictureQuality;
import dev.andon.vision.TileScores;
import dev.andon.wire.Box;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The golden frames of one view and how far they are from one another. Immutable.
 *
 * @param key the variant and view
 * @param width of every golden frame in pixels
 * @param height of every golden frame in pixels
 * @param slots the boxes that are compared
 * @param golden the frames, at least one
 * @param noise what good parts differ by
 * @param patches what is remembered where pixels do not lie over one another
 * @param standard names golden frames and models: scores of another standard do not compare
 */
public record ReferenceView(
    ViewKey key,
    int width,
    int height,
    List<Box> slots,
    List<Golden> golden,
    Noise noise,
    Optional<GoldenPatches> patches,
    String standard) {

  /** Noise in pixel difference from which golden frames do not lie over one another. */
  public static final double MOST_REGISTERED = 4;

  /**
   * A golden frame.
   *
   * @param tiles what the model says, one per slot
   * @param quality what an ordinary picture of this view has
   * @param png its grey pixels, without loss
   */
  public record Golden(List<TileScores> tiles, PictureQuality quality, byte[] png) {
    /** Copies the list. */
    public Golden {
      tiles = List.copyOf(tiles);
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
      if (each.tiles().size() != slots.size()) {
        throw new IllegalArgumentException(
            "view "
                + key
                + ": a golden frame has "
                + each.tiles().size()
                + " tiles for "
                + slots.size()
                + " slots");
      }
    }
  }

  /**
   * Whether the golden frames lie over one another, so that pixels can be compared. Boards and
   * drawn scenes had a noise of 0.8 to 1.9, parts in free pose and scenes whose parts are not held
   * 14 to 33, nothing lay between.
   */
  public boolean registered() {
    return noise.pixels() <= MOST_REGISTERED;
  }

  /** By what this view is judged. */
  public Mode mode() {
    return patches.isPresent() ? Mode.PATCHES : Mode.PIXELS;
  }

  /** What the view can and cannot see, for the one who has to decide whether to run it. */
  public String says() {
    if (patches.isPresent()) {
      return ("patches of these golden frames are remembered: every frame of %s is asked about until"
              + " enough defects are judged (%d for at most 5 %% missed, 99 for 1 %%); then what looks golden passes")
          .formatted(key, ConformalBounds.needed(ConformalBounds.Target.DEFAULT.tolerated()));
    }
    if (!registered()) {
      return ("these golden frames do not lie over one another: pixels cannot tell a defect, so every frame of %s is asked"
              + " about; hold the part or the camera still if you want the station to decide")
          .formatted(key);
    }
    return golden.size() < Enrolment.ENOUGH
        ? ("frames of %s that lie over a golden frame pass; what differs is asked about and rejected only where the model knows"
                + " the defect; with %d or more golden frames differences are rejected as well")
            .formatted(key, Enrolment.ENOUGH)
        : "frames of %s that lie over a golden frame pass, clear differences are rejected, the rest is asked about; changes of hue alone are not seen"
            .formatted(key);
  }

  /** The least of each quality among the golden frames. */
  PictureQuality leastQuality() {
    return new PictureQuality(
        least(PictureQuality::brightest),
        least(PictureQuality::contrast),
        least(PictureQuality::sharpness));
  }

  private double least(ToDoubleFunction<PictureQuality> of) {
    return golden.stream().map(Golden::quality).mapToDouble(of).min().orElseThrow();
  }

  /** Highest score of each class among the golden tiles of a slot. */
  float[] familiar(int slot) {
    float[] highest = golden.getFirst().tiles().get(slot).scores().clone();
    for (Golden each : golden) {
      float[] scores = each.tiles().get(slot).scores();
      for (int i = 0; i < highest.length; i++) {
        highest[i] = Math.max(highest[i], scores[i]);
      }
    }
    return highest;
  }

  /** Whether a frame of this size with these boxes can be compared. */
  boolean fits(int frameWidth, int frameHeight, List<Box> boxes) {
    return width == frameWidth && height == frameHeight && slots.equals(boxes);
  }
}
