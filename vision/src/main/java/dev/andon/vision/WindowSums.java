package dev.andon.vision;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Size;

/** Sums of grey levels over 5×5 pixels around each; the rim is repeated. Not thread-safe. */
final class WindowSums implements AutoCloseable {
  private static final int SIDE = 5;

  /** Of a window. */
  static final int PIXELS = SIDE * SIDE;

  private final Size window = new Size(SIDE, SIDE);
  private final Point centre = new Point(-1, -1);

  /**
   * Fills a matrix with sums, sixteen bits.
   *
   * @param grey eight bits
   */
  void of(Mat grey, Mat into) {
    opencv_imgproc.boxFilter(
        grey, into, opencv_core.CV_16U, window, centre, false, opencv_core.BORDER_REPLICATE);
  }

  /** Fills a matrix with means, eight bits. */
  void means(Mat grey, Mat into) {
    opencv_imgproc.blur(grey, into, window, centre, opencv_core.BORDER_REPLICATE);
  }

  @Override
  public void close() {
    centre.close();
    window.close();
  }
}
