package dev.andon.vision;

/**
 * Makes patches of feature maps: each map averaged over 3×3 of its cells, the finer one then over
 * the 2×2 that lie in a cell of the coarser, each multiplied by a constant and both joined to one
 * vector; the cells of the mirrored border are left out. After Roth et al., "Towards Total Recall
 * in Industrial Anomaly Detection" (PatchCore, 2022), at the coarser stride. Pure.
 */
final class JoinedMaps {
  /**
   * Vectors of the map at stride 16 are about 50 long on photographs, those at stride 8 about 37:
   * so the coarse part has length 1 and the fine one, which photographs' grain moves most, less
   * than half.
   */
  static final float GAIN16 = 1f / 50;

  static final float GAIN8 = 0.5f / 50;

  private static final int BORDER = PatchPreprocessing.BORDER / PatchPreprocessing.STRIDE;

  /** Weights of a row or column of fine cells around a coarse one: 2 cells, each the mean of 3. */
  private static final float[] FINE = {1f / 6, 2f / 6, 2f / 6, 1f / 6};

  private static final float[] COARSE = {1f / 3, 1f / 3, 1f / 3};

  private JoinedMaps() {}

  static Patches of(FeatureMaps maps) {
    int rows = maps.rows() - 2 * BORDER;
    int columns = maps.columns() - 2 * BORDER;
    int fine = maps.channels8();
    int size = fine + maps.channels16();
    float[] values = new float[rows * columns * size];
    Window eight = new Window(2 * maps.rows(), 2 * maps.columns(), 2, 2 * BORDER - 1, FINE);
    Window sixteen = new Window(maps.rows(), maps.columns(), 1, BORDER - 1, COARSE);
    for (int channel = 0; channel < size; channel++) {
      boolean isFine = channel < fine;
      Window window = isFine ? eight : sixteen;
      float[] map = isFine ? maps.stride8() : maps.stride16();
      int plane = (isFine ? channel : channel - fine) * window.rows * window.columns;
      float gain = isFine ? GAIN8 : GAIN16;
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          values[(row * columns + column) * size + channel] =
              gain * window.mean(map, plane, row, column);
        }
      }
    }
    return new Patches(rows, columns, size, values);
  }

  /**
   * A weighted mean around one patch.
   *
   * @param rows of the map that is read
   * @param columns likewise
   * @param step cells of the map from patch to patch
   * @param offset first cell read for patch 0
   * @param weights along each axis, together 1
   */
  private record Window(int rows, int columns, int step, int offset, float[] weights) {
    float mean(float[] map, int plane, int row, int column) {
      float sum = 0;
      int from = plane + (offset + row * step) * columns + offset + column * step;
      for (int y = 0; y < weights.length; y++) {
        float line = 0;
        for (int x = 0; x < weights.length; x++) {
          line += weights[x] * map[from + y * columns + x];
        }
        sum += weights[y] * line;
      }
      return sum;
    }
  }
}
