package dev.andon.edge.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a source can say about itself. Immutable.
 *
 * @param notReady why no frames can be expected of it, if that is so; a sentence without its stop
 * @param notes what somebody should know although frames come; the same
 * @param ignoredFiles pictures in a folder that are not read, by ending
 * @param dropped frames of a camera that a newer one replaced before they were judged
 * @param damaged frames of a camera that were not whole
 */
public record SourceState(
    Optional<String> notReady,
    List<String> notes,
    Map<String, Integer> ignoredFiles,
    long dropped,
    long damaged) {
  /** Nothing to be said. */
  public static final SourceState FINE =
      new SourceState(Optional.empty(), List.of(), Map.of(), 0, 0);

  /** Copies. */
  public SourceState {
    notes = List.copyOf(notes);
    ignoredFiles = Map.copyOf(ignoredFiles);
  }

  /** Frames cannot be expected. */
  public static SourceState notReady(String why) {
    return FINE.lost(Optional.of(why));
  }

  /** The same with one more note. */
  public SourceState noting(String note) {
    List<String> more = new ArrayList<>(notes);
    more.add(note);
    return new SourceState(notReady, more, ignoredFiles, dropped, damaged);
  }

  /** The same, of which no frames come just now; what it says itself is more exact. */
  public SourceState lost(Optional<String> why) {
    return new SourceState(notReady.or(() -> why), notes, ignoredFiles, dropped, damaged);
  }

  /**
   * The same with what was counted of a camera.
   *
   * @param dropped as the component
   * @param damaged as the component
   */
  public SourceState counted(long dropped, long damaged) {
    return new SourceState(notReady, notes, ignoredFiles, dropped, damaged);
  }
}
