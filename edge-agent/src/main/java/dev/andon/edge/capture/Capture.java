package dev.andon.edge.capture;

/** What came of asking a source for its next frame. */
public sealed interface Capture {

  /**
   * A frame; the receiver closes it.
   *
   * @param frame the frame, its cursor inside
   */
  record Captured(Frame frame) implements Capture {}

  /**
   * Something was there that is no frame: counted, logged, and the source goes on behind it.
   *
   * @param reason what, where and why, for a person
   * @param cursor its place
   */
  record Skipped(String reason, Cursor cursor) implements Capture {}

  /** Nothing has come yet; the source works and is to be asked again. */
  record Waiting() implements Capture {}

  /**
   * Nothing comes any more, as often as one asks.
   *
   * @param reason why: the last file was read, or a live source went away
   * @param failed whether a live source may come back when it is opened again
   */
  record Ended(String reason, boolean failed) implements Capture {}
}
