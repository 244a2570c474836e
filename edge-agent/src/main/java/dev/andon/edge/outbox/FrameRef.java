package dev.andon.edge.outbox;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import java.time.Instant;

/**
 * A frame as it is remembered after its pixels are gone.
 *
 * @param source names the source across restarts: its capture place is kept under this name
 * @param cursor the frame's place in the source
 * @param at the station's clock when it was captured
 * @param partId the part
 * @param variant the product variant
 * @param view camera position or recipe step
 */
public record FrameRef(
    String source, Cursor cursor, Instant at, String partId, String variant, String view) {

  /** What is remembered of this frame. */
  public static FrameRef of(String source, Frame frame) {
    return new FrameRef(
        source, frame.cursor(), frame.capturedAt(), frame.partId(), frame.variant(), frame.view());
  }
}
