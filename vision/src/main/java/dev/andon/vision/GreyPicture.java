package dev.andon.vision;

import dev.andon.wire.Box;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Grey pixels of a frame, eight bits, outside the Java heap. Immutable; {@link #share} gives
 * further handles on the same pixels, each closed by its holder, the memory returns with the last
 * one. Handles are not thread-safe, the pixels are.
 */
public final class GreyPicture implements AutoCloseable {
  static {
    Natives.load();
  }

  private final Mat mat;

  private GreyPicture(Mat mat) {
    this.mat = mat;
  }

  /** The brightness of a picture. */
  public static GreyPicture of(Picture picture) {
    Mat grey = new Mat();
    opencv_imgproc.cvtColor(picture.mat(), grey, opencv_imgproc.COLOR_BGR2GRAY);
    return new GreyPicture(grey);
  }

  /**
   * Decodes what {@link #png} gave.
   *
   * @throws IllegalArgumentException where the bytes are no picture within the limits
   */
  public static GreyPicture decode(byte[] png, DecodeLimits limits) {
    EncodedImage image =
        EncodedImage.read(png)
            .filter(i -> i.complete() && i.pixels() <= limits.maxPixels())
            .orElseThrow(() -> new IllegalArgumentException("no whole picture within the limits"));
    try (BytePointer pointer = new BytePointer(png);
        Mat encoded = new Mat(1, png.length, opencv_core.CV_8UC1, pointer)) {
      Mat grey = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_GRAYSCALE);
      if (grey.empty()) {
        throw new IllegalArgumentException("the pixels of " + image + " cannot be decoded");
      }
      return new GreyPicture(grey);
    }
  }

  /** Encodes without loss. */
  public byte[] png() {
    try (BytePointer out = new BytePointer();
        IntPointer parameters = new IntPointer(opencv_imgcodecs.IMWRITE_PNG_COMPRESSION, 3)) {
      if (!opencv_imgcodecs.imencode(".png", mat, out, parameters)) {
        throw new IllegalStateException("OpenCV could not encode " + this + " as PNG");
      }
      byte[] bytes = new byte[(int) out.limit()];
      out.get(bytes);
      return bytes;
    }
  }

  /** Another handle on the same pixels. */
  public GreyPicture share() {
    return new GreyPicture(new Mat(mat));
  }

  /** Pixels per row. */
  public int width() {
    return mat.cols();
  }

  /** Rows. */
  public int height() {
    return mat.rows();
  }

  /** A region at another size, row by row, each pixel the mean of what it covers. */
  byte[] scaled(Box region, int width, int height) {
    byte[] pixels = new byte[width * height];
    try (Rect rect = new Rect(region.x1(), region.y1(), region.width(), region.height());
        Mat part = new Mat(mat, rect);
        Mat target = new Mat();
        Size size = new Size(width, height)) {
      opencv_imgproc.resize(part, target, size, 0, 0, opencv_imgproc.INTER_AREA);
      target.data().get(pixels);
    }
    return pixels;
  }

  Mat mat() {
    return mat;
  }

  /** The mean of its levels, 0 … 255. */
  double brightness() {
    try (var scalar = opencv_core.mean(mat)) {
      return scalar.get(0);
    }
  }

  /** Whether both show the same pixels. */
  boolean sameAs(GreyPicture other) {
    return width() == other.width()
        && height() == other.height()
        && Arrays.equals(bytes(), other.bytes());
  }

  private byte[] bytes() {
    byte[] bytes = new byte[width() * height()];
    mat.data().get(bytes);
    return bytes;
  }

  @Override
  public void close() {
    mat.close();
  }

  @Override
  public String toString() {
    return "GreyPicture[" + (mat.isNull() ? "closed" : width() + "×" + height()) + "]";
  }
}
