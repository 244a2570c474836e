package dev.andon.edge.capture;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a source can say about itself. Immutable.
 *
 * @param notReady why no frames can be expected of it, if that is so; a sentence without its stop
 * @param notes what somebody should know although frames come; the same
 * @param ignoredFiles pictures in a folder that are not read, by ending
 */
public record SourceState(
    Optional<String> notReady, List<String> notes, Map<String, Integer> ignoredFiles) {
  /** Nothing to be said. */
  public static final SourceState FINE = new SourceState(Optional.empty(), List.of(), Map.of());

  /** Copies. */
  public SourceState {
    notes = List.copyOf(notes);
    ignoredFiles = Map.copyOf(ignoredFiles);
  }

  /** Frames cannot be expected. */
  public static SourceState notReady(String why) {
    return new SourceState(Optional.of(why), List.of(), Map.of());
  }
}
