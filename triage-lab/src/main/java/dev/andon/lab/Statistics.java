package dev.andon.lab;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** The figures of a two-class test. Pure. */
final class Statistics {
  private static final int BINS = 15;

  private Statistics() {}

  /**
   * Area under the ROC curve: the chance that a bad one scores higher than a good one, ties count
   * half (Hanley and McNeil 1982). Empty where one side is missing.
   */
  static Optional<Double> auroc(double[] good, double[] bad) {
    if (good.length == 0 || bad.length == 0) {
      return Optional.empty();
    }
    double[] sorted = good.clone();
    Arrays.sort(sorted);
    double sum = 0;
    for (double value : bad) {
      int below = lowerBound(sorted, value);
      int notAbove = lowerBound(sorted, Math.nextUp(value));
      sum += below + (notAbove - below) / 2.0;
    }
    return Optional.of(sum / ((double) good.length * bad.length));
  }

  /** The value in the middle, the lower of two; not a number where there is none. */
  static double median(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[(sorted.length - 1) / 2];
  }

  private static int lowerBound(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Two thresholds.
   *
   * @param accept below it at most the allowed share of the bad ones lies
   * @param reject above it at most the allowed share of the good ones lies
   */
  record Thresholds(double accept, double reject) {

    /** Share of all scores that is left between the thresholds. */
    double undecided(double[] good, double[] bad) {
      long between = between(good) + between(bad);
      return (double) between / (good.length + bad.length);
    }

    private long between(double[] scores) {
      return Arrays.stream(scores).filter(s -> s >= accept && s <= reject).count();
    }
  }

  /**
   * The tightest thresholds for the allowed shares of misses and false rejects; both sides must
   * have scores.
   */
  static Thresholds thresholds(double[] good, double[] bad, double misses, double falseRejects) {
    double[] bads = bad.clone();
    double[] goods = good.clone();
    Arrays.sort(bads);
    Arrays.sort(goods);
    double accept = bads[(int) Math.floor(misses * bads.length)];
    double reject = goods[goods.length - 1 - (int) Math.floor(falseRejects * goods.length)];
    return new Thresholds(accept, reject);
  }

  /** Share of frames left undecided at ≤ 1 % misses and ≤ 2 % false rejects. */
  static Optional<Double> undecided(double[] good, double[] bad) {
    if (good.length == 0 || bad.length == 0) {
      return Optional.empty();
    }
    return Optional.of(thresholds(good, bad, 0.01, 0.02).undecided(good, bad));
  }

  /**
   * One bin of a reliability diagram.
   *
   * @param count scores in it
   * @param confidence their mean
   * @param accuracy share of them that is bad in truth
   */
  record Bin(int count, double confidence, double accuracy) {}

  /** Fifteen bins of equal width over scores 0 … 1. */
  static Bin[] reliability(double[] good, double[] bad) {
    int[] count = new int[BINS];
    int[] bads = new int[BINS];
    double[] sum = new double[BINS];
    for (double score : good) {
      add(score, count, sum);
    }
    for (double score : bad) {
      bads[add(score, count, sum)]++;
    }
    Bin[] bins = new Bin[BINS];
    for (int i = 0; i < BINS; i++) {
      bins[i] =
          count[i] == 0
              ? new Bin(0, 0, 0)
              : new Bin(count[i], sum[i] / count[i], (double) bads[i] / count[i]);
    }
    return bins;
  }

  private static int add(double score, int[] count, double[] sum) {
    int bin = Math.clamp((int) (score * BINS), 0, BINS - 1);
    count[bin]++;
    sum[bin] += score;
    return bin;
  }

  /** Expected calibration error (Guo et al. 2017). Empty without scores. */
  static Optional<Double> ece(double[] good, double[] bad) {
    int total = good.length + bad.length;
    if (total == 0) {
      return Optional.empty();
    }
    double error = 0;
    for (Bin bin : reliability(good, bad)) {
      error += Math.abs(bin.confidence() - bin.accuracy()) * bin.count() / total;
    }
    return Optional.of(error);
  }
}
