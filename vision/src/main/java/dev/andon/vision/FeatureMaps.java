package dev.andon.vision;

/**
 * What the backbone says of one picture.
 *
 * @param rows of the map at stride 16; the one at stride 8 has twice as many
 * @param columns likewise
 * @param stride8 channel, row, column
 * @param stride16 channel, row, column
 */
record FeatureMaps(int rows, int columns, float[] stride8, float[] stride16) {
  FeatureMaps {
    if (stride8.length % (4 * rows * columns) != 0 || stride16.length % (rows * columns) != 0) {
      throw new IllegalArgumentException(
          "maps of "
              + stride8.length
              + " and "
              + stride16.length
              + " floats do not have "
              + rows
              + "×"
              + columns
              + " cells");
    }
  }

  int channels8() {
    return stride8.length / (4 * rows * columns);
  }

  int channels16() {
    return stride16.length / (rows * columns);
  }
}
