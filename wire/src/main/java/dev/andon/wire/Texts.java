package dev.andon.wire;

import java.util.List;

/** Bounds on the texts that travel. */
final class Texts {
  private static final int SHOWN = 80;

  private Texts() {}

  /** The value as it may stand in an error message: at most 80 characters. */
  static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  /** Lines for people as a pulse may carry them: too many and too long ones are cut. */
  static List<String> lines(List<String> lines) {
    return lines.stream()
        .limit(Health.MAX_LINES)
        .map(line -> line.substring(0, Math.min(line.length(), Health.MAX_LINE)))
        .toList();
  }

  /** Returns the value if it holds 1 to {@code max} characters; throws otherwise. */
  static String bounded(String name, String value, int max) {
    if (value.isEmpty() || value.length() > max) {
      throw new IllegalArgumentException(
          name + " must hold 1-" + max + " characters, but holds " + value.length());
    }
    return value;
  }
}
