package dev.andon.edge.capture;

import dev.andon.vision.Picture;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Turns a picture into a frame: stamps both clocks, numbers it and says what it shows. Confined to
 * its source.
 */
final class Shutter {
  private final Labelling labelling;
  private final InstantSource wallClock;
  private final LongSupplier monotonicNanos;
  private long sequence;

  /**
   * Starts counting at 0.
   *
   * @param monotonicNanos as {@link System#nanoTime}
   */
  Shutter(Labelling labelling, InstantSource wallClock, LongSupplier monotonicNanos) {
    this.labelling = labelling;
    this.wallClock = wallClock;
    this.monotonicNanos = monotonicNanos;
  }

  Capture.Captured capture(Picture picture, Frame.PixelFormat format, Cursor cursor) {
    Labelling.PartLabel part = labelling.label(cursor);
    return new Capture.Captured(
        new Frame(
            picture,
            format,
            wallClock.instant(),
            monotonicNanos.getAsLong(),
            sequence++,
            part.partId(),
            part.variant(),
            part.view(),
            cursor));
  }
}
