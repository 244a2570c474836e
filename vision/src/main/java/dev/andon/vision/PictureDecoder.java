package dev.andon.vision;

import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a file's bytes to pixels of eight bits, within limits. Orientation in the metadata is
 * honoured, except in a transparent file. Thread-safe.
 */
public final class PictureDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(PictureDecoder.class);

  /** So many pictures in a row with empty upper bits are no accident of the light. */
  private static final int DIM_PICTURES = 20;

  private final DecodeLimits limits;
  private final PixelRules rules;
  private int dimInARow;

  static {
    Natives.load();
  }

  public PictureDecoder(DecodeLimits limits, PixelRules rules) {
    this.limits = limits;
    this.rules = rules;
  }

  /** What a file may have at most. */
  public DecodeLimits limits() {
    return limits;
  }

  /**
   * Decodes a JPEG, PNG, BMP, TIFF or WebP.
   *
   * @param bytes the whole file
   * @param name the file as a person knows it, for the refusal
   */
  public Decoding decode(byte[] bytes, String name) {
    if (bytes.length == 0) {
      return refused(name, "the file is empty");
    }
    if (bytes.length > limits.maxBytes()) {
      return refused(
          name, bytes.length + " bytes, more than the " + limits.maxBytes() + " allowed");
    }
    return EncodedImage.read(bytes)
        .map(header -> decode(bytes, name, header))
        .orElseGet(
            () ->
                refused(
                    name,
                    "neither a JPEG nor a PNG, BMP, TIFF or WebP, or cut before its size is"
                        + " declared"));
  }

  private Decoding decode(byte[] bytes, String name, EncodedImage header) {
    if (header.pixels() > limits.maxPixels()) {
      return refused(
          name,
          header.width()
              + "×"
              + header.height()
              + " pixels declared, more than the "
              + limits.maxPixels()
              + " allowed");
    }
    boolean jpeg = header.format() == EncodedImage.Format.JPEG;
    Optional<String> damage = jpeg ? JpegCheck.damage(bytes, header.complete()) : Optional.empty();
    if (!header.complete() && (!jpeg || damage.isPresent())) {
      return refused(name, "the file ends before its picture does (truncated)");
    }
    byte[] whole = header.complete() ? bytes : JpegCheck.withEndMarker(bytes);
    try (BytePointer pointer = new BytePointer(whole);
        Mat encoded = new Mat(1, whole.length, opencv_core.CV_8UC1, pointer);
        Mat decoded = opencv_imgcodecs.imdecode(encoded, how(header))) {
      if (decoded.empty()) {
        return refused(name, "the pixels cannot be decoded, the file is damaged");
      }
      return pixels(decoded, name, damage);
    } catch (RuntimeException e) {
      return refused(name, "the decoder failed: " + firstLine(e));
    }
  }

  private static int how(EncodedImage header) {
    if (header.alpha()) {
      return opencv_imgcodecs.IMREAD_UNCHANGED;
    }
    return header.depth() > 8
        ? opencv_imgcodecs.IMREAD_COLOR | opencv_imgcodecs.IMREAD_ANYDEPTH
        : opencv_imgcodecs.IMREAD_COLOR;
  }

  private Decoding pixels(Mat decoded, String name, Optional<String> damage) {
    if (decoded.depth() != opencv_core.CV_8U && decoded.depth() != opencv_core.CV_16U) {
      return refused(name, "its channels are neither of 8 nor of 16 bits");
    }
    if (decoded.depth() == opencv_core.CV_8U && decoded.channels() != 4) {
      return new Decoding.Decoded(Picture.copyOf(decoded).damaged(damage));
    }
    try (Mat eight = eightBits(decoded, name);
        Mat opaque = onBackground(eight)) {
      return new Decoding.Decoded(Picture.copyOf(opaque).damaged(damage));
    }
  }

  private Mat eightBits(Mat decoded, String name) {
    Mat eight = new Mat();
    if (decoded.depth() == opencv_core.CV_8U) {
      decoded.copyTo(eight);
      return eight;
    }
    notice(decoded, name);
    decoded.convertTo(eight, opencv_core.CV_8U, 255.0 / ((1 << rules.bits()) - 1), 0);
    return eight;
  }

  /** Never guessed, but said once: somebody may have forgotten to declare the camera's bits. */
  private synchronized void notice(Mat decoded, String name) {
    if (dimInARow > DIM_PICTURES) {
      return;
    }
    try (Mat flat = decoded.reshape(1);
        DoublePointer least = new DoublePointer(1);
        DoublePointer most = new DoublePointer(1)) {
      opencv_core.minMaxLoc(flat, least, most, null, null, null);
      dimInARow = most.get() < 1 << (rules.bits() - 1) ? dimInARow + 1 : 0;
      if (dimInARow > DIM_PICTURES) {
        LOG.warn(
            "file={} is the {}th picture in a row that never uses the upper half of its {} bits"
                + " (brightest value {}): if the camera delivers fewer bits, write source.bits: 10,"
                + " 12 or 14",
            name,
            dimInARow,
            rules.bits(),
            (long) most.get());
      }
    }
  }

  private Mat onBackground(Mat bgra) {
    if (bgra.channels() != 4) {
      return new Mat(bgra);
    }
    Mat bgr = new Mat();
    opencv_imgproc.cvtColor(bgra, bgr, opencv_imgproc.COLOR_BGRA2BGR);
    byte[] from = new byte[bgra.cols() * 4];
    byte[] to = new byte[bgra.cols() * 3];
    for (int y = 0; y < bgra.rows(); y++) {
      bgra.ptr(y).get(from);
      for (int x = 0; x < bgra.cols(); x++) {
        int alpha = from[4 * x + 3] & 0xFF;
        for (int channel = 0; channel < 3; channel++) {
          int behind = (rules.background() >> (8 * channel)) & 0xFF;
          int colour = from[4 * x + channel] & 0xFF;
          to[3 * x + channel] = (byte) ((colour * alpha + behind * (255 - alpha) + 127) / 255);
        }
      }
      bgr.ptr(y).put(to);
    }
    return bgr;
  }

  private static Decoding refused(String name, String why) {
    return new Decoding.Refused(name + ": " + why);
  }

  private static String firstLine(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
