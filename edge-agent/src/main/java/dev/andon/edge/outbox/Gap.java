package dev.andon.edge.outbox;

import java.time.Instant;

/**
 * Frames of a live source in a row that could not be stored.
 *
 * @param frames how many, from 0
 * @param first place of the first, as {@code file:position}
 * @param firstAt when it was captured
 */
record Gap(long frames, String first, Instant firstAt) {
  static final Gap NONE = new Gap(0, "", Instant.EPOCH);

  Gap with(FrameRef seen) {
    return frames == 0
        ? new Gap(1, seen.cursor().file() + ":" + seen.cursor().position(), seen.at())
        : new Gap(frames + 1, first, firstAt);
  }
}
