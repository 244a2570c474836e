package dev.andon.edge.capture.camera;

import dev.andon.edge.capture.Frame;
import dev.andon.vision.Picture;

/**
 * Pictures one after the other, as a file, camera or child process gives them. The first reading
 * opens it. Readings belong to one thread at a time; closing to any thread.
 */
interface PictureReader extends AutoCloseable {

  /** Waits for the next picture. What goes wrong is an outcome, never an exception. */
  Reading read();

  /**
   * Ends a reading that waits, frees everything and returns soon, at most after a second or two;
   * may be called more than once. Where a reading cannot be ended, it frees when it returns.
   */
  @Override
  void close();

  /** What came of a reading. */
  sealed interface Reading {

    /** A picture; the receiver closes it. */
    record Shown(Picture picture, Frame.PixelFormat format) implements Reading {}

    /** There was a picture and it is not whole; more may follow. */
    record Damaged(String reason) implements Reading {}

    /** What is there holds no pictures, however often it is opened. Over from then on. */
    record Unreadable(String reason) implements Reading {}

    /**
     * Nothing comes any more, as often as one asks.
     *
     * @param failed whether it may come back when it is opened again
     */
    record Over(String reason, boolean failed) implements Reading {}
  }
}
