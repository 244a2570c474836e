package dev.andon.edge.capture;

import dev.andon.vision.Picture;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Turns a picture into a frame: stamps both clocks, numbers it and says what it shows. Confined to
 * its source.
 */
public final class Shutter {
  private final Labelling labelling;
  private final InstantSource wallClock;
  private final LongSupplier monotonicNanos;
  private long sequence;

  /**
   * Starts counting at 0.
   *
   * @param monotonicNanos as {@link System#nanoTime}
   */
  public Shutter(Labelling labelling, InstantSource wallClock, LongSupplier monotonicNanos) {
    this.labelling = labelling;
    this.wallClock = wallClock;
    this.monotonicNanos = monotonicNanos;
  }

  /**
   * When a picture was there.
   *
   * @param wall may be wrong
   * @param nanos monotonic
   */
  public record Moment(Instant wall, long nanos) {}

  /** Both clocks now; may be asked for on any thread. */
  public Moment now() {
    return new Moment(wallClock.instant(), monotonicNanos.getAsLong());
  }

  /** A picture of this moment. */
  public Capture.Captured capture(Picture picture, Frame.PixelFormat format, Cursor cursor) {
    return capture(picture, format, cursor, now());
  }

  /** A picture that was there before it is asked for. */
  public Capture.Captured capture(
      Picture picture, Frame.PixelFormat format, Cursor cursor, Moment moment) {
    Labelling.PartLabel part = labelling.label(cursor, moment.nanos());
    return new Capture.Captured(
        new Frame(
            picture,
            format,
            moment.wall(),
            moment.nanos(),
            sequence++,
            part.partId(),
            part.variant(),
            part.view(),
            cursor));
  }
}
