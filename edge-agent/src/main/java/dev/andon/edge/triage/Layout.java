package dev.andon.edge.triage;

import dev.andon.vision.Grid;
import dev.andon.wire.Box;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which boxes of a frame are judged: a view's own slots where it has some, for example the four
 * screws of a station, else the fixed grid. Immutable, thread-safe.
 *
 * @param slots boxes by view, in pixels of the frame, numbered from 0 in their order
 */
public record Layout(Map<ViewKey, List<Box>> slots) {
  /** The fixed grid for every view. */
  public static final Layout GRID = new Layout(Map.of());

  /** Copies the boxes. */
  public Layout {
    slots = Map.copyOf(slots);
    slots.forEach(
        (view, boxes) -> {
          if (boxes.isEmpty() || boxes.size() > Grid.MAX_TILES) {
            throw new IllegalArgumentException(
                "view " + view + " needs 1 … " + Grid.MAX_TILES + " slots, has " + boxes.size());
          }
        });
  }

  /**
   * The boxes of one frame. Slots that reach beyond a frame of another size than expected are
   * replaced by the grid, so that a wrong camera setting makes doubt and no crash.
   */
  public List<Box> boxes(ViewKey view, int width, int height) {
    return own(view, width, height).orElseGet(() -> Grid.tiles(width, height));
  }

  /** The view's own slots, where it has some that lie in a frame of this size. */
  Optional<List<Box>> own(ViewKey view, int width, int height) {
    return Optional.ofNullable(slots.get(view))
        .filter(own -> own.stream().allMatch(box -> box.x2() <= width && box.y2() <= height))
        .map(List::copyOf);
  }
}
