package dev.andon.lab;

import dev.andon.vision.Picture;
import java.util.Random;

/** Pictures as a faulty camera would deliver them, made of good ones. */
enum MadeFault {
  /** A covered or saturated sensor: one level, and noise. */
  FLAT("flat"),
  /** The lamp is off: a twenty-fifth of the light. */
  DARK("dark"),
  /** Out of focus: details below eight pixels are gone. */
  BLURRED("blurred"),
  /** Far out of focus: details below 24 pixels are gone. */
  VERY_BLURRED("very blurred");

  /** So many good frames are made faulty. */
  static final int PICTURES = 10;

  private final String text;

  MadeFault(String text) {
    this.text = text;
  }

  /** As figures name it. */
  String text() {
    return text;
  }

  /** A picture of the same size; the caller closes it. */
  Picture of(Picture picture) {
    return switch (this) {
      case FLAT -> flat(picture);
      case DARK -> dark(picture);
      case BLURRED -> blurred(picture, 8);
      case VERY_BLURRED -> blurred(picture, 24);
    };
  }

  private static Picture flat(Picture picture) {
    byte[] pixels = new byte[picture.width() * picture.height() * 3];
    Random random = new Random(1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(128 + 2 * random.nextGaussian());
    }
    return Picture.of(picture.width(), picture.height(), pixels);
  }

  private static Picture dark(Picture picture) {
    byte[] pixels = picture.pixels();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ((pixels[i] & 0xff) / 25);
    }
    return Picture.of(picture.width(), picture.height(), pixels);
  }

  /** Means over squares, twice: about what a lens does that is out of focus. */
  private static Picture blurred(Picture picture, int side) {
    byte[] pixels = picture.pixels();
    int width = picture.width();
    int height = picture.height();
    for (int pass = 0; pass < 2; pass++) {
      for (int channel = 0; channel < 3; channel++) {
        for (int y = 0; y < height; y++) {
          smooth(pixels, y * width * 3 + channel, 3, width, side);
        }
        for (int x = 0; x < width; x++) {
          smooth(pixels, x * 3 + channel, 3 * width, height, side);
        }
      }
    }
    return Picture.of(width, height, pixels);
  }

  /** One row or column, each value the mean of those that lie within. */
  private static void smooth(byte[] pixels, int from, int apart, int count, int side) {
    int[] sums = new int[count + 1];
    for (int i = 0; i < count; i++) {
      sums[i + 1] = sums[i] + (pixels[from + i * apart] & 0xff);
    }
    for (int i = 0; i < count; i++) {
      int first = Math.max(0, i - side / 2);
      int last = Math.min(count, i + side / 2 + 1);
      pixels[from + i * apart] = (byte) ((sums[last] - sums[first]) / (last - first));
    }
  }
}
