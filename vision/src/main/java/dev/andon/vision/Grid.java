package dev.andon.vision;

import dev.andon.wire.Box;
import java.util.ArrayList;
import java.util.List;

/**
 * The fixed grid over a frame. A tile is the unit of triage: defects of 40 pixels vanish in a whole
 * board of 640. Slots are numbered row by row from 0. Pure.
 */
public final class Grid {
  /** The side that a tile aims at, in pixels. */
  public static final int TILE = 160;

  /** Most tiles of a frame: larger frames get larger tiles. */
  public static final int MAX_TILES = 64;

  private Grid() {}

  /**
   * The tiles of a frame of this size: {@code max(1, round(side / 160))} columns and rows (half
   * rounds up), scaled down together until there are no more than {@link #MAX_TILES}. Along a side
   * where they would be narrower than 160 they are exactly 160 and overlap, from {@code floor(i ·
   * (side − 160) / (count − 1))} on: enlarging them would cost more than all the rest of the
   * pre-processing and show the model defects of another size. Elsewhere they touch, with borders
   * at {@code floor(i · side / count)}.
   *
   * @param width pixels per row, above 0
   * @param height rows, above 0
   */
  public static List<Box> tiles(int width, int height) {
    if (width <= 0 || height <= 0) {
      throw new IllegalArgumentException("no grid over " + width + "×" + height + " pixels");
    }
    int columns = Math.max(1, Math.round((float) width / TILE));
    int rows = Math.max(1, Math.round((float) height / TILE));
    while ((long) columns * rows > MAX_TILES) {
      double scale = Math.sqrt((double) MAX_TILES / ((double) columns * rows));
      columns = Math.max(1, (int) Math.floor(columns * scale));
      rows = Math.max(1, (int) Math.floor(rows * scale));
    }
    List<Box> tiles = new ArrayList<>(columns * rows);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        tiles.add(
            new Box(
                start(column, width, columns),
                start(row, height, rows),
                end(column, width, columns),
                end(row, height, rows)));
      }
    }
    return List.copyOf(tiles);
  }

  private static int start(int index, int side, int count) {
    return overlap(side, count)
        ? (int) ((long) index * (side - TILE) / (count - 1))
        : (int) ((long) index * side / count);
  }

  private static int end(int index, int side, int count) {
    return overlap(side, count)
        ? start(index, side, count) + TILE
        : (int) ((index + 1L) * side / count);
  }

  private static boolean overlap(int side, int count) {
    return count > 1 && count * TILE > side;
  }
}
