package dev.andon.vision;

import java.util.Optional;

/** The first chunk of a WebP file: lossy, lossless or extended (RFC 9649). */
final class WebpHeader {
  private WebpHeader() {}

  static Optional<EncodedImage> read(FileBytes file) {
    boolean complete = file.u32(4) + 8 <= file.length();
    if (file.startsWith(12, 'V', 'P', '8', ' ')) {
      return found(file.u16(26) & 0x3FFF, file.u16(28) & 0x3FFF, false, complete);
    }
    if (file.startsWith(12, 'V', 'P', '8', 'L')) {
      long bits = file.u32(21);
      boolean alpha = ((bits >> 28) & 1) != 0;
      return found((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1, alpha, complete);
    }
    if (file.startsWith(12, 'V', 'P', '8', 'X')) {
      boolean alpha = (file.u8(20) & 0x10) != 0;
      return found(u24(file, 24) + 1, u24(file, 27) + 1, alpha, complete);
    }
    return Optional.empty();
  }

  private static long u24(FileBytes file, int at) {
    return file.u16(at) | ((long) file.u8(at + 2) << 16);
  }

  private static Optional<EncodedImage> found(
      long width, long height, boolean alpha, boolean complete) {
    return EncodedImage.of(EncodedImage.Format.WEBP, width, height, 8, alpha, complete);
  }
}
