package dev.andon.sandbox.bench.edge;

import java.util.Locale;

/**
 * What a figure must reach.
 *
 * @param bound on which side it must stay
 * @param value in the figure's unit
 */
record Floor(Bound bound, double value) {
  /** On which side of a value. */
  enum Bound {
    AT_MOST,
    AT_LEAST
  }

  static Floor atMost(double value) {
    return new Floor(Bound.AT_MOST, value);
  }

  static Floor atLeast(double value) {
    return new Floor(Bound.AT_LEAST, value);
  }

  boolean holds(double measured) {
    return switch (bound) {
      case AT_MOST -> measured <= value;
      case AT_LEAST -> measured >= value;
    };
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s %.4g", bound == Bound.AT_MOST ? "≤" : "≥", value);
  }
}
