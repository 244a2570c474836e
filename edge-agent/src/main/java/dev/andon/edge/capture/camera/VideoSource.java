package dev.andon.edge.capture.camera;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.CaptureSettings;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.Shutter;
import dev.andon.edge.capture.camera.PictureReader.Reading;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The frames of a video file, all of them in their order. A file that is none, or whose index was
 * never written, is one place that was skipped, and then an end; one that is absent or cannot be
 * read ends as failed, because it may be mounted late.
 */
public final class VideoSource implements FrameSource {
  private final PictureReader reader;
  private final String name;
  private final Shutter shutter;
  private final Optional<Cursor> after;
  private long position;

  /**
   * A video file; cursors carry its file name.
   *
   * @param after the last frame that is done with
   */
  public static VideoSource open(Path file, Optional<Cursor> after, CaptureSettings settings) {
    String name = file.getFileName().toString();
    Optional<Cursor> done = after.filter(cursor -> cursor.file().equals(name));
    long behind = done.map(cursor -> cursor.position() + 1).orElse(0L);
    return new VideoSource(
        new VideoDecoder(
            VideoDecoder.Input.file(file, behind), settings.limits(), settings.monotonicNanos()),
        name,
        done,
        settings.shutter());
  }

  /**
   * @param reader passes over what is done with
   * @param name the file's
   * @param after the last frame that is done with
   */
  VideoSource(PictureReader reader, String name, Optional<Cursor> after, Shutter shutter) {
    this.reader = reader;
    this.name = name;
    this.shutter = shutter;
    this.after = after;
    this.position = after.map(done -> done.position() + 1).orElse(0L);
  }

  @Override
  public Capture next() {
    return switch (reader.read()) {
      case Reading.Shown shown ->
          shutter.capture(shown.picture(), shown.format(), new Cursor(name, position++));
      case Reading.Damaged(String reason) ->
          new Capture.Skipped(
              name + ": frame " + position + " " + reason, new Cursor(name, position++));
      case Reading.Unreadable(String reason) ->
          new Capture.Skipped(name + ": " + reason, after.orElseGet(this::wholeFile));
      case Reading.Over(String reason, boolean failed) ->
          new Capture.Ended(name + ": " + (failed ? reason : ended(reason)), failed);
    };
  }

  private String ended(String reason) {
    return reason + " after " + position + " frames";
  }

  /** Not the place of a frame: a file that is mended is read from its first one on. */
  private Cursor wholeFile() {
    return new Cursor(name + " (unreadable)", 0);
  }

  @Override
  public void close() {
    reader.close();
  }
}
