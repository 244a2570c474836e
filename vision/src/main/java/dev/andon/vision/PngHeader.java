package dev.andon.vision;

import java.util.Optional;

/** A PNG's header chunk, its transparency and whether its end is there. */
final class PngHeader {
  private static final int FIRST_CHUNK = 8;
  private static final int CHUNK = 12;

  private PngHeader() {}

  static Optional<EncodedImage> read(FileBytes file) {
    boolean transparent = (file.u8(25) & 4) != 0;
    long at = FIRST_CHUNK;
    while (at + CHUNK <= file.length()) {
      int chunk = (int) at;
      if (file.startsWith(chunk + 4, 'I', 'E', 'N', 'D')) {
        return found(file, transparent, true);
      }
      transparent |= file.startsWith(chunk + 4, 't', 'R', 'N', 'S');
      at += CHUNK + file.u32(chunk);
    }
    return found(file, transparent, false);
  }

  private static Optional<EncodedImage> found(FileBytes file, boolean alpha, boolean complete) {
    return EncodedImage.of(
        EncodedImage.Format.PNG, file.u32(16), file.u32(20), file.u8(24), alpha, complete);
  }
}
