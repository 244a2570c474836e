package dev.andon.edge.triage;

/**
 * How far a tile is from the golden tiles of its place, in multiples of what the golden frames
 * differ among themselves: 1 is the most that a good part was ever away.
 *
 * @param embedding of 1 − cosine to the nearest golden tile, from 0
 * @param pixels of the registered pixel difference to the nearest golden frame, from 0
 */
public record ReferenceDistance(double embedding, double pixels) {
  /** Refuses negative distances and NaN. */
  public ReferenceDistance {
    if (!(embedding >= 0) || !(pixels >= 0)) {
      throw new IllegalArgumentException(
          "distances are 0 or more, got " + embedding + " and " + pixels);
    }
  }
}
