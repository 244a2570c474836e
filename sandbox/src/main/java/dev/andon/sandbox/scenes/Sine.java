package dev.andon.sandbox.scenes;

/**
 * A sine from a table, the same on every machine: what the processor offers may differ in its last
 * bit, and pictures of one seed are to be the same everywhere. Error below 0.001.
 */
final class Sine {
  private static final int STEPS = 1 << 13;
  private static final double[] TABLE = new double[STEPS];

  static {
    for (int i = 0; i < STEPS; i++) {
      TABLE[i] = StrictMath.sin(2 * Math.PI * i / STEPS);
    }
  }

  private Sine() {}

  /**
   * One wave for each whole turn.
   *
   * @param turns any finite number
   */
  static double of(double turns) {
    return TABLE[(int) ((long) Math.floor(turns * STEPS) & (STEPS - 1))];
  }
}
