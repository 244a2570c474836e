package dev.andon.vision;

import java.util.Optional;

/**
 * What the bytes of a picture file declare, read without decoding a pixel: a header may promise 30
 * 000×30 000 pixels in a few hundred bytes.
 *
 * @param format the container
 * @param width declared pixels per row, above 0
 * @param height declared rows, above 0
 * @param depth declared bits of a channel
 * @param alpha whether pixels may be transparent
 * @param complete whether the file reaches as far as it declares; a decoder paints the missing rest
 *     grey otherwise
 */
public record EncodedImage(
    Format format, int width, int height, int depth, boolean alpha, boolean complete) {

  /** The containers that Andon reads. */
  public enum Format {
    /** ISO/IEC 10918-1. */
    JPEG,
    /** ISO/IEC 15948. */
    PNG,
    /** Windows bitmap. */
    BMP,
    /** TIFF 6.0. */
    TIFF,
    /** RIFF container with VP8, VP8L or VP8X (RFC 9649). */
    WEBP
  }

  /** Refuses sizes that no picture has. */
  public EncodedImage {
    if (width <= 0 || height <= 0) {
      throw new IllegalArgumentException(
          "an image needs at least one pixel, declared are " + width + "×" + height);
    }
  }

  /** Declared pixels: width × height. */
  public long pixels() {
    return (long) width * height;
  }

  /**
   * Reads the declarations; empty where the bytes are of none of the formats or stop before the
   * size.
   */
  public static Optional<EncodedImage> read(byte[] bytes) {
    FileBytes file = new FileBytes(bytes, false);
    if (file.startsWith(0, 0x89, 'P', 'N', 'G')) {
      return PngHeader.read(file);
    }
    if (file.startsWith(0, 0xFF, 0xD8)) {
      return JpegHeader.read(file);
    }
    if (file.startsWith(0, 'B', 'M')) {
      return BmpHeader.read(new FileBytes(bytes, true));
    }
    if (file.startsWith(0, 'I', 'I', 42, 0)) {
      return TiffHeader.read(new FileBytes(bytes, true));
    }
    if (file.startsWith(0, 'M', 'M', 0, 42)) {
      return TiffHeader.read(file);
    }
    if (file.startsWith(0, 'R', 'I', 'F', 'F') && file.startsWith(8, 'W', 'E', 'B', 'P')) {
      return WebpHeader.read(new FileBytes(bytes, true));
    }
    return Optional.empty();
  }

  /** Empty where the declared size is none. */
  static Optional<EncodedImage> of(
      Format format, long width, long height, int depth, boolean alpha, boolean complete) {
    boolean sensible =
        width > 0 && height > 0 && width <= Integer.MAX_VALUE && height <= Integer.MAX_VALUE;
    return sensible
        ? Optional.of(new EncodedImage(format, (int) width, (int) height, depth, alpha, complete))
        : Optional.empty();
  }
}
