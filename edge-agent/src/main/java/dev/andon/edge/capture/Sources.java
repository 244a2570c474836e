package dev.andon.edge.capture;

import dev.andon.vision.DecodeLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Opens frame sources. An address that cannot be opened gives a source that ends at once and says
 * why.
 *
 * @param labelling what a frame shows
 * @param limits bounds on files and frames
 * @param wallClock stamps {@code capturedAt}
 * @param monotonicNanos as {@link System#nanoTime}
 */
public record Sources(
    Labelling labelling,
    DecodeLimits limits,
    InstantSource wallClock,
    LongSupplier monotonicNanos) {

  /** With the system's clocks and default limits. */
  public static Sources of(Labelling labelling) {
    return new Sources(labelling, DecodeLimits.DEFAULT, InstantSource.system(), System::nanoTime);
  }

  /**
   * The pictures that are in a folder and come into it; {@link WatchedFolder#naming} says what they
   * show.
   *
   * @param memory what is done, over restarts
   */
  public FolderWatch watch(WatchedFolder folder, FolderMemory memory) {
    return new FolderWatch(folder, memory, this, PacedSource.Pause.SLEEP);
  }

  /**
   * Given files of a folder in their order; a missing one is skipped and counted.
   *
   * @param files paths below the folder
   * @param after the last frame that is done with
   */
  public FrameSource files(Path folder, List<String> files, Optional<Cursor> after) {
    return FolderSource.open(folder, files, after, limits, shutter());
  }

  /**
   * A video file; cursors carry its file name.
   *
   * @param after the last frame that is done with
   */
  public FrameSource video(Path file, Optional<Cursor> after) {
    return VideoSource.open(
        file.toString(),
        file.getFileName().toString(),
        false,
        after,
        Duration.ofSeconds(10),
        limits,
        shutter());
  }

  /**
   * An RTSP camera.
   *
   * @param address {@code rtsp://[user:password@]host[:port]/path}; cursors and messages never
   *     carry the user part
   * @param timeout longest silence before the source ends as failed
   */
  public FrameSource rtsp(String address, Duration timeout) {
    String name = address.replaceFirst("//[^/@]*@", "//");
    return VideoSource.open(address, name, true, Optional.empty(), timeout, limits, shutter());
  }

  /**
   * A Video4Linux2 camera.
   *
   * @param device number of {@code /dev/videoN}
   * @param width wanted pixels per row; the driver may choose another
   * @param height wanted rows
   */
  public FrameSource v4l2(int device, int width, int height) {
    return V4l2Source.open(device, width, height, shutter());
  }

  private Shutter shutter() {
    return new Shutter(labelling, wallClock, monotonicNanos);
  }
}
