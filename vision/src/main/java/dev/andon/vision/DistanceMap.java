package dev.andon.vision;

import java.util.Arrays;

/**
 * How far each patch of a frame, or of a region of one, is from anything golden. Treat the values
 * as read-only.
 *
 * @param rows from 1, as the patches have
 * @param columns likewise
 * @param values one distance from 0 for each cell, row by row
 */
public record DistanceMap(int rows, int columns, float[] values) {
  /** Cells whose mean is a frame's worst place. */
  static final int WORST = 4;

  /** Refuses values of another number. */
  public DistanceMap {
    if (rows < 1 || columns < 1 || values.length != rows * columns) {
      throw new IllegalArgumentException(
          values.length + " distances do not make a map of " + rows + "×" + columns);
    }
  }

  /**
   * Each distance averaged over 3×3 cells, mirrored at the rim: single cells are grain or a glint,
   * and a defect on the edge of a cell moves its neighbours too.
   */
  public DistanceMap smoothed() {
    float[] smooth = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        smooth[row * columns + column] = mean(row, column);
      }
    }
    return new DistanceMap(rows, columns, smooth);
  }

  private float mean(int row, int column) {
    float sum = 0;
    for (int y = row - 1; y <= row + 1; y++) {
      for (int x = column - 1; x <= column + 1; x++) {
        sum += values[mirrored(y, rows) * columns + mirrored(x, columns)];
      }
    }
    return sum / 9;
  }

  /** −1 becomes 1 and {@code length} becomes {@code length} − 2, where there are so many. */
  private static int mirrored(int index, int length) {
    int inside = index < 0 ? -index : index;
    inside = inside < length ? inside : 2 * (length - 1) - inside;
    return Math.clamp(inside, 0, length - 1);
  }

  /**
   * The distance at a place, between the centres of cells in proportion.
   *
   * @param down 0 (upper edge) … 1 (lower edge)
   * @param right 0 (left edge) … 1 (right edge)
   */
  public double at(double down, double right) {
    double y = Math.clamp(down * rows - 0.5, 0.0, rows - 1.0);
    double x = Math.clamp(right * columns - 0.5, 0.0, columns - 1.0);
    double above = between((int) y, x);
    double below = between(Math.min((int) y + 1, rows - 1), x);
    return above + (y - (int) y) * (below - above);
  }

  private double between(int row, double x) {
    double left = values[row * columns + (int) x];
    double right = values[row * columns + Math.min((int) x + 1, columns - 1)];
    return left + (x - (int) x) * (right - left);
  }

  /**
   * The same distances in multiples of another.
   *
   * @param unit above 0
   */
  public DistanceMap inUnitsOf(double unit) {
    float[] multiples = new float[values.length];
    for (int i = 0; i < multiples.length; i++) {
      multiples[i] = (float) (values[i] / unit);
    }
    return new DistanceMap(rows, columns, multiples);
  }

  /** The mean of all distances: which of several golden frames is the nearest altogether. */
  public double mean() {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** What the map says of the whole frame. */
  public PatchScore score() {
    float[] smooth = smoothed().values;
    Arrays.sort(smooth);
    int from = Math.max(0, smooth.length - WORST);
    double sum = 0;
    for (int i = from; i < smooth.length; i++) {
      sum += smooth[i];
    }
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    return new PatchScore(sum / (smooth.length - from), median(sorted), sorted[sorted.length / 10]);
  }

  private static double median(float[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : (sorted[middle - 1] + (double) sorted[middle]) / 2;
  }

  @Override
  public String toString() {
    return "DistanceMap[" + rows + "×" + columns + "]";
  }
}
