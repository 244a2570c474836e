package dev.andon.sandbox.scenes;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What a camera adds to a scene: gain, uneven light and sensor noise. The noise comes from a table
 * of a million draws, entered at a random place for each frame, because a Gaussian per sample would
 * cost more than the drawing.
 *
 * @param gain 1.0 is the light the drawing was made in
 * @param slantX change of the gain from the left edge to the right one
 * @param slantY change of the gain from the upper edge to the lower one
 */
record Exposure(double gain, double slantX, double slantY) {

  private static final int TABLE_BITS = 20;
  private static final byte[] NOISE = noise(2.6);

  /** Changes the image in place; it must be of type {@code TYPE_3BYTE_BGR}. */
  void apply(BufferedImage image, RandomGenerator random) {
    byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    int width = image.getWidth();
    int height = image.getHeight();
    int at = random.nextInt(1 << TABLE_BITS);
    int mask = (1 << TABLE_BITS) - 1;
    int[] columns = gains(width, slantX);
    int index = 0;
    for (int y = 0; y < height; y++) {
      int row = (int) Math.round(1024 * (gain + slantY * (y / (double) height - 0.5)));
      for (int x = 0; x < width; x++) {
        int factor = row + columns[x];
        for (int channel = 0; channel < 3; channel++, index++) {
          int value = (((samples[index] & 0xFF) * factor) >> 10) + NOISE[at++ & mask];
          samples[index] = (byte) (value < 0 ? 0 : Math.min(value, 255));
        }
      }
    }
  }

  private static int[] gains(int width, double slant) {
    int[] gains = new int[width];
    for (int x = 0; x < width; x++) {
      gains[x] = (int) Math.round(1024 * slant * (x / (double) width - 0.5));
    }
    return gains;
  }

  private static byte[] noise(double sigma) {
    SplittableRandom random = new SplittableRandom(23);
    byte[] table = new byte[1 << TABLE_BITS];
    for (int i = 0; i < table.length; i++) {
      table[i] = (byte) Math.clamp(Math.round(random.nextGaussian() * sigma), -127, 127);
    }
    return table;
  }
}
