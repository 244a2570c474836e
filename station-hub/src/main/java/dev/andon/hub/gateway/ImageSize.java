package dev.andon.hub.gateway;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.ImageBytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Width and height of an image, in pixels, read from the header of PNG, JPEG, GIF and WebP files;
 * nothing is decoded. Sources: ISO/IEC 15948 (PNG), ITU-T T.81 annex B (JPEG), the GIF89a
 * specification, RFC 9649 (WebP). Pure.
 */
public record ImageSize(int width, int height) {
  /** Nearly every header ends here. */
  private static final int USUAL_HEADER_BYTES = 6 * 1024;

  /** A JPEG's frame header may stand behind large metadata. */
  private static final int MAX_HEADER_BYTES = 510 * 1024;

  /** Pixels. */
  long pixels() {
    return (long) width * height;
  }

  /** The size; empty if the bytes are no image of a known kind. */
  public static Optional<ImageSize> of(ImageBytes image) {
    return of(image, USUAL_HEADER_BYTES).or(() -> of(image, MAX_HEADER_BYTES));
  }

  private static Optional<ImageSize> of(ImageBytes image, int bytes) {
    return switch (image) {
      case ImageBytes.Raw raw -> read(head(raw.slice(), bytes));
      case ImageBytes.Base64 text -> decoded(text.slice(), bytes).flatMap(ImageSize::read);
    };
  }

  /** A multiple of three bytes is a whole number of base64 groups. */
  private static Optional<byte[]> decoded(ByteSlice text, int bytes) {
    try {
      return Optional.of(Base64.getDecoder().decode(head(text, bytes / 3 * 4)));
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }

  private static byte[] head(ByteSlice slice, int max) {
    return slice.slice(0, Math.min(max, slice.length())).toByteArray();
  }

  private static Optional<ImageSize> read(byte[] b) {
    if (starts(b, 0, "\u0089PNG\r\n\u001a\n") && b.length >= 24) {
      return size(be32(b, 16), be32(b, 20));
    }
    if (starts(b, 0, "GIF8") && b.length >= 10) {
      return size(le16(b, 6), le16(b, 8));
    }
    if (starts(b, 0, "RIFF") && starts(b, 8, "WEBP") && b.length >= 30) {
      return webp(b);
    }
    return b.length >= 4 && u8(b, 0) == 0xFF && u8(b, 1) == 0xD8 ? jpeg(b) : Optional.empty();
  }

  /** Walks the segments to the frame header (SOF0 to SOF15 without DHT, JPG and DAC). */
  private static Optional<ImageSize> jpeg(byte[] b) {
    int at = 2;
    while (at + 9 < b.length) {
      if (u8(b, at) != 0xFF) {
        return Optional.empty();
      }
      int marker = u8(b, at + 1);
      if (marker == 0xFF) {
        at++;
        continue;
      }
      if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
        return size(be16(b, at + 7), be16(b, at + 5));
      }
      boolean bare = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
      at += bare ? 2 : 2 + Math.max(2, be16(b, at + 2));
    }
    return Optional.empty();
  }

  private static Optional<ImageSize> webp(byte[] b) {
    if (starts(b, 12, "VP8X")) {
      return size(1 + le24(b, 24), 1 + le24(b, 27));
    }
    if (starts(b, 12, "VP8L")) {
      int bits = le16(b, 21) | le16(b, 23) << 16;
      return size(1 + (bits & 0x3FFF), 1 + (bits >>> 14 & 0x3FFF));
    }
    return starts(b, 12, "VP8 ")
        ? size(le16(b, 26) & 0x3FFF, le16(b, 28) & 0x3FFF)
        : Optional.empty();
  }

  private static Optional<ImageSize> size(int width, int height) {
    return width > 0 && height > 0 ? Optional.of(new ImageSize(width, height)) : Optional.empty();
  }

  private static boolean starts(byte[] b, int at, String text) {
    byte[] magic = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < magic.length; i++) {
      if (at + i >= b.length || b[at + i] != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static int u8(byte[] b, int at) {
    return b[at] & 0xFF;
  }

  private static int be16(byte[] b, int at) {
    return u8(b, at) << 8 | u8(b, at + 1);
  }

  private static int be32(byte[] b, int at) {
    return be16(b, at) << 16 | be16(b, at + 2);
  }

  private static int le16(byte[] b, int at) {
    return u8(b, at) | u8(b, at + 1) << 8;
  }

  private static int le24(byte[] b, int at) {
    return le16(b, at) | u8(b, at + 2) << 16;
  }
}
