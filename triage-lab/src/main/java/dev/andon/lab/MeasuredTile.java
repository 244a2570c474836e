package dev.andon.lab;

import dev.andon.edge.triage.JudgedTile;
import java.util.Optional;

/**
 * A judged tile beside its truth.
 *
 * @param truth what its frame's marks say about it
 * @param labels per class, what the marks say
 * @param judged scores and distances
 * @param plain suspicion by class scores alone, 0 … 1
 * @param joined suspicion with the golden frames, where the view has some, 0 … 1
 */
record MeasuredTile(
    Label truth, Label[] labels, JudgedTile judged, double plain, Optional<Double> joined) {

  /** What is known about a tile. */
  enum Label {
    /** No mark touches it. */
    GOOD,
    /** A good part of a mark lies in it. */
    BAD,
    /** A sliver of a mark lies in it: nobody can say, it is not counted. */
    UNKNOWN
  }
}
