package dev.andon.edge.status;

import java.util.Optional;

/**
 * How a source of frames gives them; counts are since the start, of cameras alone.
 *
 * @param lost why it gives none just now, if it does not; it is opened again and again
 * @param dropped frames that a newer one replaced before anybody asked for them: wanted where the
 *     camera is faster than the takt
 * @param damaged frames that were not whole
 */
public record CameraState(Optional<String> lost, long dropped, long damaged) {}
