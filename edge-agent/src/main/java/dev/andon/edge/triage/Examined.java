package dev.andon.edge.triage;

import java.util.List;

/**
 * All that is known about a frame before anything is decided.
 *
 * @param tiles its tiles by slot, at least one
 * @param grounds what a decision may rest on
 */
public record Examined(List<JudgedTile> tiles, Grounds grounds) {
  /** Copies the list and refuses an empty one. */
  public Examined {
    tiles = List.copyOf(tiles);
    if (tiles.isEmpty()) {
      throw new IllegalArgumentException("a frame has at least one tile");
    }
  }
}
