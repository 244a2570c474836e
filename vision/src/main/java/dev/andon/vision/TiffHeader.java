package dev.andon.vision;

import java.util.Optional;

/** The first directory of a TIFF file: size, depth and where its strips or tiles end. */
final class TiffHeader {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS_PER_SAMPLE = 258;
  private static final int PHOTOMETRIC = 262;
  private static final int RGB = 2;
  private static final int STRIP_OFFSETS = 273;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int STRIP_BYTES = 279;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int EXTRA_SAMPLES = 338;
  private static final int ENTRY = 12;
  private static final int SHORT = 3;

  private final FileBytes file;
  private final long directory;

  private TiffHeader(FileBytes file) {
    this.file = file;
    this.directory = file.u32(4);
  }

  static Optional<EncodedImage> read(FileBytes file) {
    TiffHeader header = new TiffHeader(file);
    return EncodedImage.of(
        EncodedImage.Format.TIFF,
        header.number(WIDTH, 0),
        header.number(HEIGHT, 0),
        (int) header.number(BITS_PER_SAMPLE, 1),
        header.alpha(),
        header.complete());
  }

  /** Some writers leave out what the fourth sample means; in a picture of RGB it is alpha. */
  private boolean alpha() {
    long samples = number(SAMPLES_PER_PIXEL, 1);
    return entry(EXTRA_SAMPLES) != 0
        || samples == 2
        || (samples == 4 && number(PHOTOMETRIC, 0) == RGB);
  }

  private boolean complete() {
    long strips = entry(STRIP_OFFSETS);
    long offsets = strips != 0 ? strips : entry(TILE_OFFSETS);
    long bytes = entry(strips != 0 ? STRIP_BYTES : TILE_BYTES);
    if (offsets == 0 || bytes == 0) {
      return false;
    }
    long count = Math.min(file.u32(offsets + 4), file.length());
    for (long i = 0; i < count; i++) {
      if (value(offsets, i) + value(bytes, i) > file.length()) {
        return false;
      }
    }
    return count > 0;
  }

  /** Where the entry of a tag begins; 0 where there is none. */
  private long entry(int tag) {
    int count = file.u16(directory);
    for (int i = 0; i < count; i++) {
      long at = directory + 2 + (long) i * ENTRY;
      if (file.u16(at) == tag) {
        return at;
      }
    }
    return 0;
  }

  private long number(int tag, long otherwise) {
    long at = entry(tag);
    return at == 0 ? otherwise : value(at, 0);
  }

  /** Values of up to four bytes stand in the entry itself, more of them where it points to. */
  private long value(long entry, long index) {
    int size = file.u16(entry + 2) == SHORT ? 2 : 4;
    long count = file.u32(entry + 4);
    long first = count * size <= 4 ? entry + 8 : file.u32(entry + 8);
    return size == 2 ? file.u16(first + index * 2) : file.u32(first + index * 4);
  }
}
