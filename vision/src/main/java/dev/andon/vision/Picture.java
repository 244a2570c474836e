package dev.andon.vision;

import dev.andon.wire.Box;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Pixels of one picture: BGR, eight bits a channel, row-major, outside the Java heap. Whoever holds
 * it closes it; the memory returns at once. Not thread-safe, may be handed from thread to thread.
 */
public final class Picture implements AutoCloseable {
  /** The JPEG quality of everything that Andon encodes itself. */
  public static final int JPEG_QUALITY = 85;

  static {
    Natives.load();
  }

  private final Mat mat;
  private final Optional<String> damage;

  private Picture(Mat mat) {
    this(mat, Optional.empty());
  }

  private Picture(Mat mat, Optional<String> damage) {
    this.mat = mat;
    this.damage = damage;
  }

  /** The same pixels, of which a decoder said that some are made up; this one is given away. */
  Picture damaged(Optional<String> what) {
    return what.isEmpty() ? this : new Picture(mat, what);
  }

  /**
   * What a decoder found wrong with the file that this picture comes from: some of its pixels are
   * made up. Copies and parts of the picture do not carry it.
   */
  public Optional<String> damage() {
    return damage;
  }

  /**
   * Decodes a JPEG, PNG, BMP, TIFF or WebP by {@link PixelRules#DEFAULT}.
   *
   * @param bytes the whole file
   * @param name the file as a person knows it, for the refusal
   * @param limits checked against the bytes and the declared size before anything is decoded
   */
  public static Decoding decode(byte[] bytes, String name, DecodeLimits limits) {
    return new PictureDecoder(limits, PixelRules.DEFAULT).decode(bytes, name);
  }

  /** Decodes within {@link DecodeLimits#DEFAULT}. */
  public static Decoding decode(byte[] bytes, String name) {
    return decode(bytes, name, DecodeLimits.DEFAULT);
  }

  /**
   * Copies raw pixels.
   *
   * @param bgr width × height × 3 bytes, blue first, row-major
   */
  public static Picture of(int width, int height, byte[] bgr) {
    if (width <= 0 || height <= 0 || bgr.length != (long) width * height * 3) {
      throw new IllegalArgumentException(
          bgr.length + " bytes do not make a BGR picture of " + width + "×" + height);
    }
    Mat mat = new Mat(height, width, opencv_core.CV_8UC3);
    mat.data().put(bgr);
    return new Picture(mat);
  }

  /**
   * Copies a frame of OpenCV's, whatever its number of channels.
   *
   * @param source eight bits a channel; 1 (grey), 3 (BGR) or 4 (BGRA) channels; stays the caller's
   */
  public static Picture copyOf(Mat source) {
    Mat mat = new Mat();
    switch (source.type()) {
      case 0 /* CV_8UC1 */ -> opencv_imgproc.cvtColor(source, mat, opencv_imgproc.COLOR_GRAY2BGR);
      case 16 /* CV_8UC3 */ -> source.copyTo(mat);
      case 24 /* CV_8UC4 */ -> opencv_imgproc.cvtColor(source, mat, opencv_imgproc.COLOR_BGRA2BGR);
      default -> {
        mat.close();
        throw new IllegalArgumentException(
            "a picture needs 8 bits and 1, 3 or 4 channels, OpenCV's type here is "
                + source.type());
      }
    }
    return new Picture(mat);
  }

  /** Pixels per row. */
  public int width() {
    return mat.cols();
  }

  /** Rows. */
  public int height() {
    return mat.rows();
  }

  /** The box that covers the whole picture. */
  public Box bounds() {
    return new Box(0, 0, width(), height());
  }

  /**
   * Copies a part.
   *
   * @param box inside the picture, at least one pixel
   */
  public Picture crop(Box box) {
    try (Rect rect = rect(box);
        Mat part = new Mat(mat, rect)) {
      return new Picture(part.clone());
    }
  }

  /** A copy of another size, each pixel the mean of what it covers. */
  public Picture scaled(int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("no picture has " + width + "×" + height + " pixels");
    }
    Mat target = new Mat();
    try (Size size = new Size(width, height)) {
      opencv_imgproc.resize(mat, target, size, 0, 0, opencv_imgproc.INTER_AREA);
    }
    return new Picture(target);
  }

  /** An independent copy of the whole picture. */
  public Picture copy() {
    return new Picture(mat.clone());
  }

  /** All pixels, blue first, row-major: width × height × 3 bytes. */
  public byte[] pixels() {
    byte[] bytes = new byte[width() * height() * 3];
    if (mat.isContinuous()) {
      mat.data().get(bytes);
      return bytes;
    }
    int row = width() * 3;
    for (int y = 0; y < height(); y++) {
      mat.ptr(y).get(bytes, y * row, row);
    }
    return bytes;
  }

  /** A checksum (CRC-32C) of all pixels: equal pictures have equal ones. */
  public long checksum() {
    CRC32C sum = new CRC32C();
    long row = 3L * width();
    for (int y = 0; y < height(); y++) {
      try (BytePointer pixels = mat.ptr(y)) {
        sum.update(pixels.limit(row).asByteBuffer());
      }
    }
    return sum.getValue();
  }

  /** Encodes as JPEG of quality {@link #JPEG_QUALITY}, without metadata. */
  public byte[] jpeg() {
    return jpeg(JPEG_QUALITY);
  }

  /**
   * Encodes as JPEG, without metadata.
   *
   * @param quality 1 … 100
   */
  public byte[] jpeg(int quality) {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("a JPEG quality is 1 … 100, not " + quality);
    }
    return encode(".jpg", opencv_imgcodecs.IMWRITE_JPEG_QUALITY, quality);
  }

  /** Encodes as PNG, without loss. */
  public byte[] png() {
    return encode(".png", opencv_imgcodecs.IMWRITE_PNG_COMPRESSION, 1);
  }

  private byte[] encode(String extension, int parameter, int value) {
    try (BytePointer out = new BytePointer();
        IntPointer parameters = new IntPointer(parameter, value)) {
      if (!opencv_imgcodecs.imencode(extension, mat, out, parameters)) {
        throw new IllegalStateException(
            "OpenCV could not encode " + width() + "×" + height() + " pixels as " + extension);
      }
      byte[] bytes = new byte[(int) out.limit()];
      out.get(bytes);
      return bytes;
    }
  }

  /**
   * The pixels as OpenCV sees them; stays this picture's. For this package and adapters of cameras.
   */
  public Mat mat() {
    return mat;
  }

  Rect rect(Box box) {
    if (box.x1() < 0
        || box.y1() < 0
        || box.x2() > width()
        || box.y2() > height()
        || box.x1() >= box.x2()
        || box.y1() >= box.y2()) {
      throw new IllegalArgumentException(
          box + " does not lie inside a picture of " + width() + "×" + height());
    }
    return new Rect(box.x1(), box.y1(), box.x2() - box.x1(), box.y2() - box.y1());
  }

  @Override
  public void close() {
    mat.close();
  }

  @Override
  public String toString() {
    return "Picture[" + (mat.isNull() ? "closed" : width() + "×" + height()) + "]";
  }
}
