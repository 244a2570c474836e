package dev.andon.edge.status;

import java.util.Optional;

/**
 * Where the source of frames stands.
 *
 * @param lost why it gives none just now, if it does not; it is opened again and again
 * @param dropped frames of a camera, since the start, that a newer one replaced before anybody
 *     asked for them: wanted where the camera is faster than the takt
 * @param damaged frames of a camera, since the start, that were not whole
 */
public record SourceState(Optional<String> lost, long dropped, long damaged) {
  /** It gives frames, all of them. */
  public static final SourceState RUNNING = new SourceState(Optional.empty(), 0, 0);
}
