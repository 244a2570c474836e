package dev.andon.edge.capture;

import java.util.Optional;

/**
 * The place of one frame in its source. Stored with the frame's escalation, so that after a crash
 * the source goes on behind it: no frame is skipped, none captured twice.
 *
 * @param file the file's name inside a folder, the name of a video, or the name of a camera
 * @param position frames before this one in the file: 0 for a picture, counted from 0 in a video;
 *     for a camera the running number of what was handed out, which goes on over reconnects and
 *     restarts and is no place to go back to
 * @param stamp which content of that file, in a watched folder; absent elsewhere
 */
public record Cursor(String file, long position, Optional<FileStamp> stamp) {
  /** Refuses a place that no frame has. */
  public Cursor {
    if (file.isEmpty() || position < 0) {
      throw new IllegalArgumentException(
          "a cursor needs a file and a position from 0, got '" + file + "', " + position);
    }
  }

  /** A place in a source that is read in order. */
  public Cursor(String file, long position) {
    this(file, position, Optional.empty());
  }

  /** A picture of a watched folder. */
  public static Cursor of(String file, FileStamp stamp) {
    return new Cursor(file, 0, Optional.of(stamp));
  }
}
