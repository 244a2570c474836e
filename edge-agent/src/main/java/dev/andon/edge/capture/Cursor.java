package dev.andon.edge.capture;

/**
 * The place of one frame in its source. Stored with the frame's escalation, so that after a crash
 * the source goes on behind it: no frame is skipped, none captured twice.
 *
 * @param file the file's name inside a folder, the name of a video, or the name of a camera
 * @param position frames before this one in the file: 0 for a picture, counted from 0 in a video;
 *     for a camera the running number of what was handed out, which goes on over reconnects and
 *     restarts and is no place to go back to
 */
public record Cursor(String file, long position) {
  /** Refuses a place that no frame has. */
  public Cursor {
    if (file.isEmpty() || position < 0) {
      throw new IllegalArgumentException(
          "a cursor needs a file and a position from 0, got '" + file + "', " + position);
    }
  }
}
