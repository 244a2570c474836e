package dev.andon.vision;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Chooses few vectors so that no other is far from all of them: again and again the one that is
 * farthest from those chosen (greedy k-centre; Sener and Savarese, "Active Learning for
 * Convolutional Neural Networks: A Core-Set Approach", 2018: at most twice the distance of the best
 * choice). Distances are measured in {@link #DIMENSIONS} random directions, which keep them within
 * a few per cent and cost a fifth. The same vectors give the same choice. Pure.
 */
final class Coreset {
  static final int DIMENSIONS = 32;

  private static final long SEED = 20260101;

  /** Vectors at a time, so that what a step reads and writes again stays in the cache. */
  private static final int BLOCK = 2048;

  private Coreset() {}

  /**
   * Indices of the chosen vectors in ascending order.
   *
   * @param vectors count × size floats
   * @param most how many are wanted; all when there are no more
   */
  static int[] choose(float[] vectors, int size, int most) {
    int count = vectors.length / size;
    if (count <= most) {
      return ascending(count);
    }
    float[][] projected = project(vectors, size, count);
    float[] nearest = new float[count];
    Arrays.fill(nearest, Float.POSITIVE_INFINITY);
    int[] chosen = new int[most];
    chosen[0] = farthestFromTheMean(projected, count);
    for (int i = 1; i < most; i++) {
      approach(projected, nearest, chosen[i - 1]);
      chosen[i] = indexOfGreatest(nearest);
    }
    Arrays.sort(chosen);
    return chosen;
  }

  private static int[] ascending(int count) {
    int[] all = new int[count];
    Arrays.setAll(all, i -> i);
    return all;
  }

  /** One array per direction, as the loops over vectors read them. */
  private static float[][] project(float[] vectors, int size, int count) {
    float[][] directions = directions(size);
    float[][] projected = new float[DIMENSIONS][count];
    for (int d = 0; d < DIMENSIONS; d++) {
      for (int i = 0; i < count; i++) {
        projected[d][i] = dot(vectors, i * size, directions[d]);
      }
    }
    return projected;
  }

  private static float[][] directions(int size) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[][] directions = new float[DIMENSIONS][size];
    for (float[] direction : directions) {
      for (int i = 0; i < size; i++) {
        direction[i] = (float) (random.nextGaussian() / Math.sqrt(DIMENSIONS));
      }
    }
    return directions;
  }

  private static float dot(float[] vectors, int from, float[] direction) {
    float a = 0;
    float b = 0;
    int even = direction.length & ~1;
    for (int i = 0; i < even; i += 2) {
      a += vectors[from + i] * direction[i];
      b += vectors[from + i + 1] * direction[i + 1];
    }
    return even < direction.length ? a + b + vectors[from + even] * direction[even] : a + b;
  }

  private static int farthestFromTheMean(float[][] projected, int count) {
    float[] squares = new float[count];
    for (float[] direction : projected) {
      double sum = 0;
      for (float value : direction) {
        sum += value;
      }
      addSquares(direction, (float) (sum / count), squares, 0, count);
    }
    return indexOfGreatest(squares);
  }

  /** Lowers every vector's squared distance to its nearest chosen one by what a new one offers. */
  private static void approach(float[][] projected, float[] nearest, int chosen) {
    float[] squares = new float[BLOCK];
    for (int from = 0; from < nearest.length; from += BLOCK) {
      int length = Math.min(BLOCK, nearest.length - from);
      Arrays.fill(squares, 0);
      for (float[] direction : projected) {
        addSquares(direction, direction[chosen], squares, from, length);
      }
      for (int i = 0; i < length; i++) {
        nearest[from + i] = Math.min(nearest[from + i], squares[i]);
      }
    }
  }

  private static void addSquares(
      float[] direction, float from, float[] squares, int offset, int length) {
    for (int i = 0; i < length; i++) {
      float difference = direction[offset + i] - from;
      squares[i] += difference * difference;
    }
  }

  private static int indexOfGreatest(float[] values) {
    int greatest = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[greatest]) {
        greatest = i;
      }
    }
    return greatest;
  }
}
