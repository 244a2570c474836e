package dev.andon.vision;

import java.util.Optional;

/** A Windows bitmap's two headers. */
final class BmpHeader {
  private static final int OS2_HEADER = 12;

  private BmpHeader() {}

  static Optional<EncodedImage> read(FileBytes file) {
    boolean os2 = file.u32(14) == OS2_HEADER;
    long width = os2 ? file.u16(18) : file.u32(18);
    // A negative height is written by those who store the top row first.
    long height = os2 ? file.u16(20) : Math.abs((long) (int) file.u32(22));
    int bits = file.u16(os2 ? 24 : 28);
    long compression = os2 ? 0 : file.u32(30);
    boolean packed = compression != 0 && compression != 3;
    long row = (width * bits + 31) / 32 * 4;
    long end = packed ? file.u32(2) : file.u32(10) + row * height;
    return EncodedImage.of(EncodedImage.Format.BMP, width, height, 8, false, end <= file.length());
  }
}
