package dev.andon.edge.capture;

import dev.andon.vision.DecodeLimits;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What every source of frames needs to know.
 *
 * @param labelling what a frame shows
 * @param limits bounds on files and frames
 * @param wallClock stamps {@code capturedAt}
 * @param monotonicNanos as {@link System#nanoTime}
 */
public record CaptureSettings(
    Labelling labelling,
    DecodeLimits limits,
    InstantSource wallClock,
    LongSupplier monotonicNanos) {

  /** With the system's clocks and default limits. */
  public static CaptureSettings of(Labelling labelling) {
    return new CaptureSettings(
        labelling, DecodeLimits.DEFAULT, InstantSource.system(), System::nanoTime);
  }

  /** One that starts counting at 0. */
  public Shutter shutter() {
    return new Shutter(labelling, wallClock, monotonicNanos);
  }
}
