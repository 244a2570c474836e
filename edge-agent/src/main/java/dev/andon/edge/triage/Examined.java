package dev.andon.edge.triage;

import java.util.List;
import java.util.Optional;

/**
 * All that is known about a frame before anything is decided.
 *
 * @param tiles its tiles by slot, at least one
 * @param grounds what a decision may rest on
 * @param likeness how like its golden frames it is, where the view remembers patches of them
 */
public record Examined(List<JudgedTile> tiles, Grounds grounds, Optional<Likeness> likeness) {

  /**
   * How like the golden frames a frame is.
   *
   * @param standard names golden frames and model
   * @param score of its worst place; the golden frames' worst is 1
   * @param warmest slot of the tile that holds the worst place
   */
  public record Likeness(String standard, double score, int warmest) {}

  /** Copies the list and refuses an empty one. */
  public Examined {
    tiles = List.copyOf(tiles);
    if (tiles.isEmpty()) {
      throw new IllegalArgumentException("a frame has at least one tile");
    }
  }

  /** Where no patches are remembered. */
  public Examined(List<JudgedTile> tiles, Grounds grounds) {
    this(tiles, grounds, Optional.empty());
  }
}
