package dev.andon.lab;

import dev.andon.lab.MeasuredTile.Label;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often each position of a view with slots of its own is judged right. Pure. */
final class PositionAccuracy {
  private PositionAccuracy() {}

  /**
   * Share of frames, by position from 1, whose tile there is judged right by class scores alone at
   * a score of one half. Tiles that nobody can judge do not count; a position without others is
   * left out.
   */
  static Map<Integer, Double> of(List<MeasuredFrame> frames) {
    Map<Integer, Double> accuracy = new TreeMap<>();
    int positions = frames.stream().mapToInt(frame -> frame.tiles().size()).max().orElse(0);
    for (int position = 0; position < positions; position++) {
      int at = position;
      List<MeasuredTile> tiles =
          frames.stream()
              .filter(frame -> at < frame.tiles().size())
              .map(frame -> frame.tiles().get(at))
              .filter(tile -> tile.truth() != Label.UNKNOWN)
              .toList();
      if (!tiles.isEmpty()) {
        accuracy.put(position + 1, (double) right(tiles) / tiles.size());
      }
    }
    return accuracy;
  }

  private static long right(List<MeasuredTile> tiles) {
    return tiles.stream().filter(t -> t.plain() >= 0.5 == (t.truth() == Label.BAD)).count();
  }
}
