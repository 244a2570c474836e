package dev.andon.vision;

import dev.andon.wire.Box;
import java.util.List;

/**
 * What a backbone sees in one region of a picture: one vector for each cell of a grid laid over it,
 * row by row. Treat the values as read-only.
 *
 * @param rows 1 … 512
 * @param columns 1 … 512
 * @param size floats of one vector, 1 … 2048
 * @param values rows × columns × size floats: the vector of row 0, column 0 first, then that of
 *     column 1; 20 × 27 vectors of 152 floats take 328 KB
 */
public record Patches(int rows, int columns, int size, float[] values) {
  private static final int MOST_CELLS = 512;
  private static final int MOST_SIZE = 2048;

  /** Refuses shapes out of range and values of another number. */
  public Patches {
    check("rows", rows, MOST_CELLS);
    check("columns", columns, MOST_CELLS);
    check("size", size, MOST_SIZE);
    if (values.length != rows * columns * size) {
      throw new IllegalArgumentException(
          values.length + " floats are not " + rows + "×" + columns + " vectors of " + size);
    }
  }

  private static void check(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(name + " must be 1 … " + most + ", got " + value);
    }
  }

  /**
   * Lays the patches of neighbouring regions side by side.
   *
   * @param tiles row by row, all with as many rows, columns and floats; at least one
   * @param across tiles of one row, a divisor of their number
   */
  static Patches mosaic(List<Patches> tiles, int across) {
    Patches first = tiles.getFirst();
    int down = tiles.size() / across;
    int line = first.columns * first.size;
    float[] values = new float[tiles.size() * first.values.length];
    for (int i = 0; i < tiles.size(); i++) {
      Patches tile = tiles.get(i);
      for (int row = 0; row < first.rows; row++) {
        int to = ((i / across * first.rows + row) * across + i % across) * line;
        System.arraycopy(tile.values, row * line, values, to, line);
      }
    }
    return new Patches(down * first.rows, across * first.columns, first.size, values);
  }

  /** How many vectors. */
  public int count() {
    return rows * columns;
  }

  /**
   * The pixels that a cell stands for. Cells cover the region without gap or overlap.
   *
   * @param cell 0 … {@link #count()} − 1, row by row
   * @param region that these patches were made of
   */
  public Box place(int cell, Box region) {
    if (cell < 0 || cell >= count()) {
      throw new IllegalArgumentException("cell must be 0 … " + (count() - 1) + ", got " + cell);
    }
    int row = cell / columns;
    int column = cell % columns;
    int width = region.x2() - region.x1();
    int height = region.y2() - region.y1();
    return new Box(
        region.x1() + column * width / columns,
        region.y1() + row * height / rows,
        region.x1() + (column + 1) * width / columns,
        region.y1() + (row + 1) * height / rows);
  }

  @Override
  public String toString() {
    return "Patches[" + rows + "×" + columns + " of " + size + " floats]";
  }
}
