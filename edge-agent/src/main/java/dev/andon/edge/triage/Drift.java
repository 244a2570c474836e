package dev.andon.edge.triage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Watches whether a view still shows what its bounds were bought with. Bounds hold while new frames
 * are exchangeable with the judged ones; another light, lens or material ends that, and the score
 * of good frames moves first. Compares the newest good frames with those that were judged good, by
 * rank (Mann and Whitney 1947), so that no assumption about the scale of scores is needed, and the
 * share of rejected frames with the share of defective ones among the judged. Thread-safe.
 */
final class Drift {
  /** Newest frames that are compared. */
  static final int WINDOW = 200;

  /** Judged frames below which nothing is compared. */
  static final int LEAST = 30;

  private static final int EVERY = 20;

  /**
   * How far from one half the chance may lie that a new good frame is more suspicious than a judged
   * one: one standard deviation, were scores normal.
   */
  private static final double MOST_MOVED = 0.25;

  /** Standard errors below which a difference is taken for chance. */
  private static final double CERTAIN = 4;

  /** Share of frames by which more may be rejected than were judged defective. */
  private static final double MOST_REJECTED = 0.3;

  private final double[] goods = new double[WINDOW];
  private final boolean[] rejections = new boolean[WINDOW];
  private long good;
  private long frames;

  /** A frame that passed or was judged good. */
  synchronized void good(double score) {
    goods[(int) (good++ % WINDOW)] = score;
  }

  /** A frame, however it was decided. */
  synchronized void frame(boolean rejected) {
    rejections[(int) (frames++ % WINDOW)] = rejected;
  }

  /** Whether it is time to compare. */
  synchronized boolean due() {
    return (good >= WINDOW || frames >= WINDOW) && frames % EVERY == 0;
  }

  /**
   * What has changed, for people; empty while nothing has, or too little is known.
   *
   * @param judgedGood scores of fairly asked frames that were judged good
   * @param judgedDefective how many of them were judged defective
   */
  synchronized Optional<String> since(double[] judgedGood, int judgedDefective) {
    int judged = judgedGood.length + judgedDefective;
    if (judged < LEAST) {
      return Optional.empty();
    }
    double defective = (double) judgedDefective / judged;
    double rejected = rejectedShare();
    if (frames >= WINDOW && rejected > defective + MOST_REJECTED) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "of the last %d frames %.0f %% were rejected, of the judged ones %.0f %% were defective",
              WINDOW,
              100 * rejected,
              100 * defective));
    }
    return good >= WINDOW && judgedGood.length >= LEAST ? moved(judgedGood) : Optional.empty();
  }

  private Optional<String> moved(double[] judgedGood) {
    double[] sorted = judgedGood.clone();
    Arrays.sort(sorted);
    double above = 0;
    for (double score : goods) {
      above += rank(sorted, score);
    }
    int n = sorted.length;
    double chance = above / ((double) n * WINDOW);
    double error = Math.sqrt((n + WINDOW + 1) / (12.0 * n * WINDOW));
    double off = Math.abs(chance - 0.5);
    if (off <= MOST_MOVED || off <= CERTAIN * error) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "of the last %d good frames %.0f %% are more suspicious than a judged good one, where it should be half",
            WINDOW,
            100 * chance));
  }

  /** How many are smaller, equal ones count half. */
  private static double rank(double[] sorted, double score) {
    int below = bound(sorted, score, false);
    return (below + bound(sorted, score, true)) / 2.0;
  }

  private static int bound(double[] sorted, double score, boolean equalToo) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      boolean right = equalToo ? sorted[middle] <= score : sorted[middle] < score;
      low = right ? middle + 1 : low;
      high = right ? high : middle;
    }
    return low;
  }

  private double rejectedShare() {
    int rejected = 0;
    for (boolean each : rejections) {
      rejected += each ? 1 : 0;
    }
    return (double) rejected / WINDOW;
  }
}
