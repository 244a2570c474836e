package dev.andon.edge.triage;

import dev.andon.vision.PatchModel;
import dev.andon.vision.Patches;
import dev.andon.vision.Picture;
import dev.andon.wire.Box;
import java.util.List;

/**
 * A part of every frame of a view whose patches are remembered together. It is looked at as a whole
 * or in tiles of the same size, each scaled to 320 pixels on its short side: defects below about
 * four of those are lost.
 *
 * @param box in pixels of the frame
 * @param across tiles of one row, 1 … 16
 * @param down tiles of one column, 1 … 16
 */
public record PatchRegion(Box box, int across, int down) {
  /** Slots beyond it are looked at together, in the whole frame: each costs as much as a frame. */
  static final int MOST_SLOTS = 12;

  /** Tiles of a large frame unless told otherwise: about 35 ms each. */
  public static final int DEFAULT_TILES = 6;

  /** Most tiles of a frame. */
  public static final int MOST_TILES = 16;

  /** Short side in pixels from which a frame is large: 4 of 320 pixels are 12 here. */
  private static final int LARGE = 960;

  /** Refuses tiles out of range. */
  public PatchRegion {
    if (across < 1 || down < 1 || across * down > MOST_TILES) {
      throw new IllegalArgumentException(
          "a region has 1 … " + MOST_TILES + " tiles, not " + across + "×" + down);
    }
  }

  /** One for each of a view's own slots. */
  static List<PatchRegion> ofSlots(List<Box> slots) {
    return slots.stream().map(slot -> new PatchRegion(slot, 1, 1)).toList();
  }

  /**
   * One for the whole frame, in tiles where it is large.
   *
   * @param most tiles, 1 … {@link #MOST_TILES}; 1 leaves large frames whole
   */
  static PatchRegion ofFrame(Box bounds, int most) {
    int width = bounds.x2();
    int height = bounds.y2();
    if (Math.min(width, height) < LARGE) {
      return new PatchRegion(bounds, 1, 1);
    }
    double side = Math.max(PatchModel.SHORT_SIDE, Math.sqrt((double) width * height / most));
    int across = Math.clamp(Math.round(width / side), 1, most);
    int down = Math.clamp(Math.round(height / side), 1, most / across);
    return new PatchRegion(bounds, across, down);
  }

  int tiles() {
    return across * down;
  }

  Patches patches(PatchModel model, Picture frame) throws InterruptedException {
    return model.patches(frame, box, across, down);
  }
}
