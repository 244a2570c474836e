package dev.andon.vision;

import java.util.Optional;

/**
 * A JPEG's frame header and how far its segments reach. Between segments there may be bytes that
 * belong to none: viewers skip them, and so does this.
 */
final class JpegHeader {
  private static final int END = 0xD9;

  private JpegHeader() {}

  static Optional<EncodedImage> read(FileBytes file) {
    int width = 0;
    int height = 0;
    int at = 2;
    while (at + 3 < file.length()) {
      int marker = file.u8(at + 1);
      if (file.u8(at) != 0xFF || marker == 0xFF || marker == 0) {
        at++;
        continue;
      }
      if (marker == END) {
        break;
      }
      if (standsAlone(marker)) {
        at += 2;
        continue;
      }
      if (isFrameHeader(marker)) {
        height = file.u16(at + 5);
        width = file.u16(at + 7);
      }
      at += 2 + Math.max(2, file.u16(at + 2));
      if (marker == 0xDA) {
        at = afterEntropyCodedData(file, at);
      }
    }
    boolean end = file.startsWith(at, 0xFF, END);
    return EncodedImage.of(EncodedImage.Format.JPEG, width, height, 8, false, end);
  }

  /** RST0…RST7, SOI and TEM carry no length. */
  private static boolean standsAlone(int marker) {
    return (marker >= 0xD0 && marker <= 0xD8) || marker == 0x01;
  }

  /** SOF0…SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
  private static boolean isFrameHeader(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static int afterEntropyCodedData(FileBytes file, int from) {
    int at = from;
    while (at + 1 < file.length()) {
      if (file.u8(at) == 0xFF) {
        int next = file.u8(at + 1);
        boolean stuffed = next == 0 || (next >= 0xD0 && next <= 0xD7);
        if (!stuffed && next != 0xFF) {
          return at;
        }
      }
      at++;
    }
    return file.length();
  }
}
