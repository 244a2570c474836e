package dev.andon.edge.triage;

import dev.andon.vision.TileScores;
import dev.andon.wire.Box;
import java.util.Optional;

/**
 * A tile of a frame with all that is known about it.
 *
 * @param slot place in the grid, row by row from 0
 * @param box in pixels of the frame
 * @param scores what the model says
 * @param reference distance to the view's golden tiles, where it has some
 * @param familiar highest score of each class that the model gave the golden tiles of this place;
 *     empty where there are none. The array is nobody's to change.
 */
public record JudgedTile(
    int slot, Box box, TileScores scores, Optional<ReferenceDistance> reference, float[] familiar) {

  /** A tile without golden tiles. */
  public JudgedTile(int slot, Box box, TileScores scores) {
    this(slot, box, scores, Optional.empty(), new float[0]);
  }

  /** What the classes alone say. */
  public JudgedTile withoutReference() {
    return new JudgedTile(slot, box, scores);
  }
}
