package dev.andon.vision;

import dev.andon.wire.Box;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The pre-processing "andon-pre-1", exact to the pixel and the same in training: crop the tile;
 * where it is not 160×160, resize it (INTER_AREA if both sides of the crop are at least 160, else
 * INTER_LINEAR); BGR to RGB; value / 255; channels first. Reuses its matrices: no Java heap but a
 * few dozen bytes a tile. Confined to one thread at a time.
 */
public final class Preprocessing implements AutoCloseable {
  /** The name that manifests carry. */
  public static final String VERSION = "andon-pre-1";

  /** Side of the model's input in pixels. */
  public static final int SIDE = 160;

  /** Floats of one tile: 3 × 160 × 160. */
  public static final int FLOATS = 3 * SIDE * SIDE;

  static {
    Natives.load();
  }

  private final Mat resized = new Mat(SIDE, SIDE, opencv_core.CV_8UC3);
  private final Mat[] bytes = {byPlane(), byPlane(), byPlane()};
  private final MatVector blueGreenRed = new MatVector(bytes);
  private final Size size = new Size(SIDE, SIDE);
  private final FloatPointer target;
  private final Mat[][] planes;

  /**
   * Prepares to write into a buffer.
   *
   * @param buffer direct, native order, room for {@code tiles} × {@link #FLOATS} floats; stays the
   *     caller's and must outlive this object
   * @param tiles how many tiles the buffer holds, above 0
   */
  public Preprocessing(FloatBuffer buffer, int tiles) {
    if (!buffer.isDirect() || buffer.capacity() < (long) tiles * FLOATS || tiles <= 0) {
      throw new IllegalArgumentException(
          tiles + " tiles need a direct buffer of " + (long) tiles * FLOATS + " floats");
    }
    target = new FloatPointer(buffer.duplicate().clear());
    planes = new Mat[tiles][];
    for (int tile = 0; tile < tiles; tile++) {
      planes[tile] = new Mat[] {plane(tile, 2), plane(tile, 1), plane(tile, 0)};
    }
  }

  private static Mat byPlane() {
    return new Mat(SIDE, SIDE, opencv_core.CV_8UC1);
  }

  /** The matrix over one colour plane in the buffer; plane 0 is red. */
  private Mat plane(int tile, int plane) {
    long offset = (long) tile * FLOATS + (long) plane * SIDE * SIDE;
    return new Mat(SIDE, SIDE, opencv_core.CV_32FC1, target.getPointer(offset));
  }

  /**
   * Writes one tile of a picture as floats 0 … 1.
   *
   * @param box inside the picture
   * @param index which tile of the buffer, from 0
   */
  public void write(Picture picture, Box box, int index) {
    try (Rect rect = picture.rect(box);
        Mat crop = new Mat(picture.mat(), rect)) {
      // Planes first: on bytes this is three times as fast as on floats.
      opencv_core.split(resizeInto(crop), blueGreenRed);
    }
    for (int plane = 0; plane < bytes.length; plane++) {
      bytes[plane].convertTo(planes[index][plane], opencv_core.CV_32F, 1.0 / 255, 0);
    }
  }

  private Mat resizeInto(Mat crop) {
    if (crop.cols() == SIDE && crop.rows() == SIDE) {
      return crop;
    }
    boolean shrinks = crop.cols() >= SIDE && crop.rows() >= SIDE;
    int how = shrinks ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_LINEAR;
    opencv_imgproc.resize(crop, resized, size, 0, 0, how);
    return resized;
  }

  @Override
  public void close() {
    for (Mat[] tile : planes) {
      for (Mat plane : tile) {
        plane.close();
      }
    }
    size.close();
    blueGreenRed.close();
    for (Mat plane : bytes) {
      plane.close();
    }
    resized.close();
  }
}
