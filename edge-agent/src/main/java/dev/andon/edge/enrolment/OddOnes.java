package dev.andon.edge.enrolment;

import dev.andon.edge.triage.HeatMaps;
import dev.andon.vision.GoldenPicture;
import dev.andon.vision.GreyPicture;
import dev.andon.vision.PatchMemory;
import dev.andon.vision.PatchModel;
import dev.andon.vision.Patches;
import dev.andon.vision.Picture;
import dev.andon.vision.PixelDifference;
import dev.andon.wire.Box;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds the pictures that are unlike the others of a row, each beside others only: by their pixels
 * where most lie over one another, else by their patches, beside a memory that does not hold it.
 * Not thread-safe.
 */
final class OddOnes {
  /** Fewer pictures than that do not show what is ordinary. */
  static final int LEAST = 4;

  /** Pictures are left out in so many groups. */
  private static final int GROUPS = 5;

  private static final int PATCHES = 400;

  /** Pixels are compared with so many pictures that look most alike. */
  private static final int NEAREST = 3;

  /** As {@link dev.andon.edge.triage.ReferenceView#registered} has it. */
  private static final double REGISTERED = 4;

  /**
   * Pixels of good parts that lie over one another differ by 1.25 at most, a spot of 12 pixels by
   * 2.8 and more; see decision 77.
   */
  private static final double LEAST_PIXELS = 1.6;

  private static final double TIMES_MEDIAN_PIXELS = 2;

  /**
   * Who is taken for odd is only looked at, so the bound is where good ones begin to be: worst
   * places of good cookies have 0.94 to 1.11 times their median.
   */
  private static final double TIMES_MEDIAN_PATCHES = 1.06;

  private static final double DEVIATIONS = 2.5;
  private static final int WIDTH = 640;
  private static final int TINY = 16;

  private final Optional<PatchModel> model;

  /**
   * @param model stays the caller's
   */
  OddOnes(Optional<PatchModel> model) {
    this.model = model;
  }

  /** Hears how many pictures were looked at. */
  interface Step {
    void done() throws InterruptedException;
  }

  /**
   * How far beyond the ordinary each picture is.
   *
   * @param pictures of one size; they stay the caller's
   * @return one for each: above 1 it is odd; all 0 where there are fewer than {@link #LEAST}
   */
  double[] of(List<Picture> pictures, Step step) throws InterruptedException {
    if (pictures.size() < LEAST) {
      return new double[pictures.size()];
    }
    double[] pixels = pixels(pictures);
    double middle = median(pixels);
    if (middle <= REGISTERED || model.isEmpty()) {
      return inUnitsOf(Math.max(LEAST_PIXELS, TIMES_MEDIAN_PIXELS * middle), pixels);
    }
    double[] patches = patches(model.get(), pictures, step);
    double median = median(patches);
    double[] apart = Arrays.stream(patches).map(score -> Math.abs(score - median)).toArray();
    double bound =
        Math.max(TIMES_MEDIAN_PATCHES * median, median + DEVIATIONS * 1.4826 * median(apart));
    return inUnitsOf(bound, patches);
  }

  private static double[] inUnitsOf(double bound, double[] scores) {
    return Arrays.stream(scores).map(score -> score / Math.max(bound, 1e-6)).toArray();
  }

  private static double[] patches(PatchModel model, List<Picture> pictures, Step step)
      throws InterruptedException {
    List<Patches> all = new ArrayList<>();
    for (Picture picture : pictures) {
      all.add(model.patches(picture));
      step.done();
    }
    int groups = Math.min(GROUPS, all.size());
    double[] scores = new double[all.size()];
    for (int group = 0; group < groups; group++) {
      int out = group;
      PatchMemory memory =
          PatchMemory.of(
              IntStream.range(0, all.size())
                  .filter(i -> i % groups != out)
                  .mapToObj(all::get)
                  .toList(),
              PATCHES);
      for (int i = group; i < scores.length; i += groups) {
        scores[i] = memory.score(all.get(i)).worst();
      }
    }
    return scores;
  }

  private static double[] pixels(List<Picture> pictures) {
    List<GoldenPicture> greys = new ArrayList<>();
    try (PixelDifference difference = new PixelDifference()) {
      List<byte[]> tiny = new ArrayList<>();
      for (Picture picture : pictures) {
        greys.add(grey(picture));
        tiny.add(tiny(picture));
      }
      double[] scores = new double[greys.size()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = beside(greys, i, nearest(tiny, i), difference);
      }
      return scores;
    } finally {
      greys.forEach(GoldenPicture::close);
    }
  }

  private static GoldenPicture grey(Picture picture) {
    int width = Math.min(WIDTH, picture.width());
    int height = Math.max(1, (int) ((long) picture.height() * width / picture.width()));
    try (Picture scaled = picture.scaled(width, height);
        GreyPicture grey = GreyPicture.of(scaled)) {
      return GoldenPicture.of(grey);
    }
  }

  private static byte[] tiny(Picture picture) {
    try (Picture scaled = picture.scaled(TINY, TINY)) {
      return scaled.pixels();
    }
  }

  private static List<Integer> nearest(List<byte[]> tiny, int of) {
    return IntStream.range(0, tiny.size())
        .filter(i -> i != of)
        .boxed()
        .sorted(Comparator.comparingLong(i -> apart(tiny.get(i), tiny.get(of))))
        .limit(NEAREST)
        .toList();
  }

  private static long apart(byte[] one, byte[] other) {
    long sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xFF) - (other[i] & 0xFF));
    }
    return sum;
  }

  private static double beside(
      List<GoldenPicture> greys, int of, List<Integer> others, PixelDifference difference) {
    GreyPicture picture = greys.get(of).grey();
    List<Box> cells = HeatMaps.cells(picture.width(), picture.height());
    double[] least = new double[cells.size()];
    Arrays.fill(least, Double.MAX_VALUE);
    for (int other : others) {
      float[] values = difference.compare(greys.get(other), picture, cells).byTile();
      for (int cell = 0; cell < least.length; cell++) {
        least[cell] = Math.min(least[cell], values[cell]);
      }
    }
    return Arrays.stream(least).max().orElseThrow();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
