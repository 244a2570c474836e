package dev.andon.wire;

import java.util.List;

/**
 * One doubtful tile of the frame's grid.
 *
 * @param slot place in the grid, row-major from 0
 * @param box the tile in pixels of the whole frame
 * @param scores calibrated class scores, one per defect class of the triage model
 * @param embedding the tile's L2-normalised embedding; empty if the model has none
 */
public record Region(int slot, Box box, List<Score> scores, float[] embedding) {
  static final int MAX_SLOTS = 4_096;
  static final int MAX_SCORES = 256;
  static final int MAX_EMBEDDING = 4_096;

  public Region {
    scores = List.copyOf(scores);
    Ranges.inRange("slot", slot, 0, MAX_SLOTS - 1);
    Ranges.inRange("number of scores", scores.size(), 0, MAX_SCORES);
    Ranges.inRange("embedding length", embedding.length, 0, MAX_EMBEDDING);
  }

  /** How sure the model is that the tile shows a class, 0 to 1. */
  public record Score(String label, float value) {
    public Score {
      Texts.bounded("class", label, 64);
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("score of " + label + " must be 0-1, but is " + value);
      }
    }
  }
}
