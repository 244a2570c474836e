package dev.andon.edge.capture;

/** Where frames come from. Confined to one thread, except {@link #close}. */
public interface FrameSource extends AutoCloseable {

  /**
   * Waits for the next frame. Wrong input is an outcome, never an exception; no call waits longer
   * than the source's time-out, except that a watched folder waits until a picture comes.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   */
  Capture next() throws InterruptedException;

  /** Frees the camera or file; may be called from any thread, more than once. */
  @Override
  void close();
}
