package dev.andon.vision;

import dev.andon.wire.Box;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The pre-processing "andon-patches-pre-1": scale a region so that its short side has 320 pixels
 * (never enlarged beyond twice, the long side at most 1280, both sides the nearest multiples of 16;
 * INTER_AREA where it shrinks, else INTER_LINEAR); mirror {@link #BORDER} pixels outwards on every
 * side; BGR to RGB; value / 255; channels first. Keeps its memory from picture to picture. Confined
 * to one thread at a time.
 *
 * <p>The mirrored border is there because the backbone pads with black: without it the outermost
 * patches differ from all others in every frame, and the strangest patch of a good frame is one at
 * its rim. A border of twice the width takes more of that away, costs a sixth more and ordered real
 * frames no better.
 */
final class PatchPreprocessing implements AutoCloseable {
  /** The name that manifests carry. */
  static final String VERSION = "andon-patches-pre-1";

  /** Pixels to which the short side is scaled. */
  static final int SHORT = 320;

  /** Most pixels of the long side. */
  static final int LONG = 1280;

  /** Sides are multiples of this, the stride of a patch. */
  static final int STRIDE = 16;

  /** Mirrored pixels on every side: one patch. */
  static final int BORDER = STRIDE;

  private static final double MOST_ENLARGED = 2;

  static {
    Natives.load();
  }

  private final Mat resized = new Mat();
  private final Mat bordered = new Mat();
  private final MatVector blueGreenRed = new MatVector();
  private FloatBuffer buffer = allocate(0);

  /**
   * Patches that a region has.
   *
   * @param rows from 1
   * @param columns from 1
   */
  record Extent(int rows, int columns) {
    /** The extent of a region of so many pixels. */
    static Extent of(int width, int height) {
      double factor =
          Math.min(
              Math.min(MOST_ENLARGED, SHORT / (double) Math.min(width, height)),
              LONG / (double) Math.max(width, height));
      return new Extent(cells(height * factor), cells(width * factor));
    }

    private static int cells(double pixels) {
      return (int) Math.max(1, Math.round(pixels / STRIDE));
    }

    int width() {
      return columns * STRIDE;
    }

    int height() {
      return rows * STRIDE;
    }
  }

  /**
   * One region as floats 0 … 1, scaled, with its mirrored border.
   *
   * @param region inside the picture
   * @return a view of this object's memory, good until the next call
   */
  PixelPlanes write(Picture picture, Box region) {
    try (Rect rect = picture.rect(region);
        Mat crop = new Mat(picture.mat(), rect)) {
      Extent extent = Extent.of(crop.cols(), crop.rows());
      // The region's own pixels are mirrored, never those around it in the picture.
      opencv_core.copyMakeBorder(
          scaled(crop, extent),
          bordered,
          BORDER,
          BORDER,
          BORDER,
          BORDER,
          opencv_core.BORDER_REFLECT_101 | opencv_core.BORDER_ISOLATED);
    }
    return planes(bordered);
  }

  /** A picture as it is, neither scaled nor bordered; its sides are multiples of 16. */
  PixelPlanes writeAsItIs(Picture picture) {
    return planes(picture.mat());
  }

  private Mat scaled(Mat crop, Extent extent) {
    if (crop.cols() == extent.width() && crop.rows() == extent.height()) {
      return crop;
    }
    boolean shrinks = crop.cols() >= extent.width() && crop.rows() >= extent.height();
    int how = shrinks ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_LINEAR;
    try (Size size = new Size(extent.width(), extent.height())) {
      opencv_imgproc.resize(crop, resized, size, 0, 0, how);
    }
    return resized;
  }

  private PixelPlanes planes(Mat bgr) {
    int area = bgr.rows() * bgr.cols();
    if (buffer.capacity() < 3 * area) {
      buffer = allocate(3 * area);
    }
    opencv_core.split(bgr, blueGreenRed);
    try (FloatPointer target = new FloatPointer(buffer.duplicate().clear())) {
      for (int plane = 0; plane < 3; plane++) {
        try (FloatPointer start = target.getPointer((long) (2 - plane) * area);
            Mat floats = new Mat(bgr.rows(), bgr.cols(), opencv_core.CV_32FC1, start);
            Mat bytes = blueGreenRed.get(plane)) {
          bytes.convertTo(floats, opencv_core.CV_32F, 1.0 / 255, 0);
        }
      }
    }
    return new PixelPlanes(bgr.cols(), bgr.rows(), buffer.clear().limit(3 * area));
  }

  private static FloatBuffer allocate(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public void close() {
    blueGreenRed.close();
    bordered.close();
    resized.close();
  }
}
