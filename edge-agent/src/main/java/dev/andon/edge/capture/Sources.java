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
    String name = file.getFileName().toString();
    Optional<Cursor> done = after.filter(cursor -> cursor.file().equals(name));
    long behind = done.map(cursor -> cursor.position() + 1).orElse(0L);
    return new VideoSource(
        new VideoDecoder(VideoDecoder.Input.file(file, behind), limits, monotonicNanos),
        name,
        done,
        shutter());
  }

  /**
   * A camera's newest frames.
   *
   * @param camera how it is reached
   * @param session numbers its frames and counts those that nobody asked for
   * @param timeout longest time without a picture before the source ends as failed
   */
  public FrameSource live(CameraAccess camera, LiveSession session, Duration timeout) {
    return LiveSource.start(reader(camera, session, timeout), session, shutter(), timeout);
  }

  private PictureReader reader(CameraAccess camera, LiveSession session, Duration timeout) {
    return switch (camera) {
      case CameraAccess.Rtsp rtsp ->
          new VideoDecoder(
              VideoDecoder.Input.camera(rtsp.address(), rtsp.transport(), timeout),
              limits,
              monotonicNanos);
      case CameraAccess.V4l2 v4l2 -> new V4l2Camera(v4l2);
      case CameraAccess.Pipe pipe -> new PipeReader(pipe, session.name());
    };
  }

  private Shutter shutter() {
    return new Shutter(labelling, wallClock, monotonicNanos);
  }
}
