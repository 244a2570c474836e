package dev.andon.vision;

import dev.andon.wire.Box;

/** Pictures that tests draw. */
final class Pictures {
  private Pictures() {}

  static Picture plain(int width, int height, int blue, int green, int red) {
    byte[] bgr = new byte[width * height * 3];
    for (int i = 0; i < bgr.length; i += 3) {
      bgr[i] = (byte) blue;
      bgr[i + 1] = (byte) green;
      bgr[i + 2] = (byte) red;
    }
    return Picture.of(width, height, bgr);
  }

  /** Every pixel differs from its neighbours in a way that a formula knows. */
  static Picture pattern(int width, int height) {
    byte[] bgr = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = (y * width + x) * 3;
        bgr[at] = (byte) (x * 7 + y * 3);
        bgr[at + 1] = (byte) (x * 5 + y * 11);
        bgr[at + 2] = (byte) (x * 13 + y * 2);
      }
    }
    return Picture.of(width, height, bgr);
  }

  /** A copy with one box filled. */
  static Picture painted(Picture picture, Box box, int blue, int green, int red) {
    byte[] bgr = picture.pixels();
    for (int y = box.y1(); y < box.y2(); y++) {
      for (int x = box.x1(); x < box.x2(); x++) {
        int at = (y * picture.width() + x) * 3;
        bgr[at] = (byte) blue;
        bgr[at + 1] = (byte) green;
        bgr[at + 2] = (byte) red;
      }
    }
    return Picture.of(picture.width(), picture.height(), bgr);
  }

  static Picture decoded(Decoding decoding) {
    return switch (decoding) {
      case Decoding.Decoded(Picture picture) -> picture;
      case Decoding.Refused(String reason) -> throw new AssertionError(reason);
    };
  }
}
