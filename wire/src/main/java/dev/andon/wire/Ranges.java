package dev.andon.wire;

/** Range checks whose message names what, which value and which range. */
final class Ranges {
  private Ranges() {}

  static void inRange(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " must be " + min + " to " + max + ", but is " + value);
    }
  }

  /** Refuses what is no number, too. */
  static void finite(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          name + " must be " + min + " to " + max + ", but is " + value);
    }
  }
}
