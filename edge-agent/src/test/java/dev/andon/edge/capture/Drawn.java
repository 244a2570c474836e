package dev.andon.edge.capture;

import dev.andon.vision.Picture;
import java.util.Arrays;

/** Pictures that tests of this module draw. */
public final class Drawn {
  private Drawn() {}

  /** Plain grey, level 100. */
  public static Picture grey(int width, int height) {
    byte[] bgr = new byte[width * height * 3];
    Arrays.fill(bgr, (byte) 100);
    return Picture.of(width, height, bgr);
  }

  /** A grey face with three lighter pads: what a camera may take for a part. */
  public static Picture part(int width, int height) {
    int side = Math.min(width, height) / 6;
    try (Picture face = grey(width, height);
        Picture one = marked(face, side / 2, side / 2, side, 140, 140, 140);
        Picture two = marked(one, width - 2 * side, side, side, 150, 150, 150)) {
      return marked(two, width / 3, height - 2 * side, side, 60, 60, 60);
    }
  }

  /** A copy with a filled square. */
  public static Picture marked(
      Picture picture, int x, int y, int side, int blue, int green, int red) {
    byte[] bgr = picture.pixels();
    for (int row = y; row < y + side; row++) {
      for (int column = x; column < x + side; column++) {
        int at = (row * picture.width() + column) * 3;
        bgr[at] = (byte) blue;
        bgr[at + 1] = (byte) green;
        bgr[at + 2] = (byte) red;
      }
    }
    return Picture.of(picture.width(), picture.height(), bgr);
  }
}
