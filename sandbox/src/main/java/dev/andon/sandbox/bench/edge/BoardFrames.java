package dev.andon.sandbox.bench.edge;

import dev.andon.vision.PhotographicNoise;
import dev.andon.vision.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A drawn board of copper and dots that lies still, and photographs of it that differ in place,
 * light and noise.
 */
record BoardFrames(Picture golden, List<Picture> photographs) implements AutoCloseable {
  private static final int PITCH = 24;

  /**
   * Draws.
   *
   * @param photographs how many
   * @param seed of layout and noise
   */
  static BoardFrames draw(int width, int height, int photographs, long seed) {
    Random random = new Random(seed);
    Picture golden = board(width, height, random);
    List<Picture> taken = new ArrayList<>();
    for (int i = 0; i < photographs; i++) {
      taken.add(PhotographicNoise.of(golden, random));
    }
    return new BoardFrames(golden, List.copyOf(taken));
  }

  private static Picture board(int width, int height, Random random) {
    int columns = width / PITCH + 1;
    boolean[] copper = new boolean[columns * (height / PITCH + 1)];
    for (int i = 0; i < copper.length; i++) {
      copper[i] = random.nextInt(3) == 0;
    }
    byte[] bgr = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean on = copper[y / PITCH * columns + x / PITCH];
        boolean dot = Math.hypot(x % PITCH - PITCH / 2.0, y % PITCH - PITCH / 2.0) < 4;
        int at = (y * width + x) * 3;
        bgr[at] = (byte) (on ? 60 : 70);
        bgr[at + 1] = (byte) (on ? 150 : 95);
        bgr[at + 2] = (byte) (on && !dot ? 190 : 40);
      }
    }
    return Picture.of(width, height, bgr);
  }

  /** The photographs in turn. */
  Picture photograph(int index) {
    return photographs.get(index % photographs.size());
  }

  @Override
  public void close() {
    golden.close();
    photographs.forEach(Picture::close);
  }
}
