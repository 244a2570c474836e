package dev.andon.vision;

import java.util.Optional;

/**
 * What the bytes of a JPEG or PNG file declare, read without decoding a pixel: a header may promise
 * 30 000×30 000 pixels in a few hundred bytes.
 *
 * @param format the container
 * @param width declared pixels per row, above 0
 * @param height declared rows, above 0
 * @param complete whether the end marker of the file was found; a decoder paints the missing rest
 *     grey otherwise
 */
public record EncodedImage(Format format, int width, int height, boolean complete) {

  /** The containers that Andon reads. */
  public enum Format {
    /** ISO/IEC 10918-1. */
    JPEG,
    /** ISO/IEC 15948. */
    PNG
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
   * Reads the declarations; empty where the bytes are neither a JPEG nor a PNG or stop before the
   * size.
   */
  public static Optional<EncodedImage> read(byte[] bytes) {
    if (bytes.length > 24 && bytes[0] == (byte) 0x89 && bytes[1] == 'P' && bytes[2] == 'N') {
      return readPng(bytes);
    }
    if (bytes.length > 4 && u8(bytes, 0) == 0xFF && u8(bytes, 1) == 0xD8) {
      return readJpeg(bytes);
    }
    return Optional.empty();
  }

  private static Optional<EncodedImage> readPng(byte[] bytes) {
    long width = u32(bytes, 16);
    long height = u32(bytes, 20);
    if (width == 0 || height == 0 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    return Optional.of(
        new EncodedImage(Format.PNG, (int) width, (int) height, reachesPngEnd(bytes)));
  }

  private static boolean reachesPngEnd(byte[] bytes) {
    long at = 8;
    while (at + 12 <= bytes.length) {
      int chunk = (int) at;
      if (bytes[chunk + 4] == 'I' && bytes[chunk + 5] == 'E' && bytes[chunk + 6] == 'N') {
        return true;
      }
      at += 12 + u32(bytes, chunk);
    }
    return false;
  }

  private static Optional<EncodedImage> readJpeg(byte[] bytes) {
    int width = 0;
    int height = 0;
    int at = 2;
    while (at + 3 < bytes.length) {
      if (u8(bytes, at) != 0xFF) {
        return found(width, height, false);
      }
      int marker = u8(bytes, at + 1);
      if (marker == 0xFF) {
        at++;
        continue;
      }
      if (marker == 0xD9) {
        break;
      }
      int length = u16(bytes, at + 2);
      if (isFrameHeader(marker) && at + 9 <= bytes.length) {
        height = u16(bytes, at + 5);
        width = u16(bytes, at + 7);
      }
      at += 2 + length;
      if (marker == 0xDA) {
        at = afterEntropyCodedData(bytes, at);
      }
    }
    boolean end = at + 1 < bytes.length && u8(bytes, at) == 0xFF && u8(bytes, at + 1) == 0xD9;
    return found(width, height, end);
  }

  private static Optional<EncodedImage> found(int width, int height, boolean complete) {
    return width == 0 || height == 0
        ? Optional.empty()
        : Optional.of(new EncodedImage(Format.JPEG, width, height, complete));
  }

  /** SOF0…SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
  private static boolean isFrameHeader(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static int afterEntropyCodedData(byte[] bytes, int from) {
    int at = from;
    while (at + 1 < bytes.length) {
      if (bytes[at] == (byte) 0xFF) {
        int next = u8(bytes, at + 1);
        boolean stuffed = next == 0 || (next >= 0xD0 && next <= 0xD7);
        if (!stuffed && next != 0xFF) {
          return at;
        }
      }
      at++;
    }
    return bytes.length;
  }

  private static int u8(byte[] bytes, int at) {
    return bytes[at] & 0xFF;
  }

  private static int u16(byte[] bytes, int at) {
    return u8(bytes, at) << 8 | u8(bytes, at + 1);
  }

  private static long u32(byte[] bytes, int at) {
    return (long) u16(bytes, at) << 16 | u16(bytes, at + 2);
  }
}
