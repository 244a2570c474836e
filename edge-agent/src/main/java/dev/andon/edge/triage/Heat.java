package dev.andon.edge.triage;

import dev.andon.wire.Box;
import java.util.List;

/**
 * Where a picture is unlike golden ones. Treat the values as read-only.
 *
 * @param places that cover the picture or most of it, in its pixels
 * @param values one for each place, from 0; the unit is what golden frames have among themselves at
 *     their worst place
 * @param glaring value from which a place is as unlike as can be, above 1: distances of patches
 *     reach less far than differences of pixels
 */
public record Heat(List<Box> places, double[] values, double glaring) {
  /** Copies the places and refuses another number of values. */
  public Heat {
    places = List.copyOf(places);
    if (places.size() != values.length || values.length == 0) {
      throw new IllegalArgumentException(
          places.size() + " places cannot have " + values.length + " values");
    }
    if (!(glaring > 1)) {
      throw new IllegalArgumentException("what is glaring is above 1, not " + glaring);
    }
  }

  /** The greatest value. */
  public double worst() {
    double worst = 0;
    for (double value : values) {
      worst = Math.max(worst, value);
    }
    return worst;
  }

  @Override
  public String toString() {
    return "Heat[" + places.size() + " places, worst " + worst() + "]";
  }
}
