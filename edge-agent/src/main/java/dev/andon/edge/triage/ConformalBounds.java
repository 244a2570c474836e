package dev.andon.edge.triage;

import dev.andon.vision.Band;
import java.util.Arrays;
import java.util.Locale;

/**
 * What judged frames of a view prove about its next ones, whatever the score is worth and however
 * scores are distributed. A new defective frame is equally likely to fall anywhere among n defects
 * judged before; so a frame that is passed only below the k-th smallest of their scores is a
 * defective one with at most k / (n + 1) of the defective frames, in expectation over the judged
 * ones. Likewise for good frames from above. Holds while new frames are exchangeable with the
 * judged ones: the same product, camera and kinds of defect. Pure, immutable. Source: Vovk,
 * Gammerman and Shafer, Algorithmic Learning in a Random World (2005), chapter 2; the bound with
 * confidence is the order statistic's Beta distribution.
 *
 * @param defects judged defective frames, from 0
 * @param goods judged good frames, golden ones among them, from 0
 * @param acceptBelow a frame whose score is below passes; negative infinity while too little is
 *     proved
 * @param rejectAbove a frame whose score is above is a defect; infinity while too little is proved
 * @param missed at most this share of defective frames passes, in expectation
 * @param missedSurely the same with 95 % confidence
 * @param rejected at most this share of good frames is rejected, in expectation
 */
public record ConformalBounds(
    int defects,
    int goods,
    double acceptBelow,
    double rejectAbove,
    double missed,
    double missedSurely,
    double rejected) {

  private static final double DOUBT = 0.05;

  /**
   * What a plant asks for.
   *
   * @param wanted share of defective frames that may pass once enough are judged, 0.0001 … 0.5
   * @param tolerated share from which the station may begin to pass, at least the one wanted, at
   *     most 0.5
   */
  public record Target(double wanted, double tolerated) {
    /** One in a hundred, beginning from one in twenty: 19 judged defects, then 99. */
    public static final Target DEFAULT = new Target(0.01, 0.05);

    /** Refuses shares out of range. */
    public Target {
      if (!(wanted >= 0.0001 && wanted <= tolerated && tolerated <= 0.5)) {
        throw new IllegalArgumentException(
            "shares of missed defects must be 0.0001 <= wanted <= tolerated <= 0.5, got "
                + wanted
                + " and "
                + tolerated);
      }
    }
  }

  /**
   * Proves what can be proved.
   *
   * @param defects scores of judged defective frames, any order, higher is more suspicious
   * @param goods scores of judged good frames
   */
  public static ConformalBounds of(double[] defects, double[] goods, Target target) {
    int accept = rank(target.wanted(), defects.length);
    double missed = (double) accept / (defects.length + 1);
    boolean passes = missed <= target.tolerated();
    int reject = rank(target.wanted(), goods.length);
    double rejected = (double) reject / (goods.length + 1);
    boolean rejects = rejected <= target.tolerated();
    return new ConformalBounds(
        defects.length,
        goods.length,
        passes ? sorted(defects)[accept - 1] : Double.NEGATIVE_INFINITY,
        rejects ? sorted(goods)[goods.length - reject] : Double.POSITIVE_INFINITY,
        missed,
        surely(accept, defects.length),
        rejected);
  }

  /** Nothing judged yet: everything is asked. */
  public static ConformalBounds none(Target target) {
    return of(new double[0], new double[0], target);
  }

  private static int rank(double share, int n) {
    return Math.max(1, (int) Math.floor(share * (n + 1)));
  }

  private static double[] sorted(double[] scores) {
    double[] copy = scores.clone();
    Arrays.sort(copy);
    return copy;
  }

  /** The share p at which fewer than k of n defects below it are as unlikely as the doubt. */
  private static double surely(int k, int n) {
    if (n < k) {
      return 1;
    }
    double low = 0;
    double high = 1;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (fewerThan(k, n, middle) > DOUBT) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /**
   * The share that is exceeded with a confidence of 5 % only, where so many of so many were seen
   * (upper bound of Clopper and Pearson, 1934).
   */
  public static double atMost(int seen, int of) {
    return surely(seen + 1, of);
  }

  /** Binomial: fewer than k of n at share p. */
  private static double fewerThan(int k, int n, double p) {
    double logChoose = 0;
    double sum = 0;
    for (int i = 0; i < k; i++) {
      sum += Math.exp(logChoose + i * Math.log(p) + (n - i) * Math.log1p(-p));
      logChoose += Math.log((double) (n - i) / (i + 1));
    }
    return sum;
  }

  /** Whether frames may pass. */
  public boolean passes() {
    return acceptBelow > Double.NEGATIVE_INFINITY;
  }

  /**
   * What is proved about a frame with this score. Where frames may not pass, nothing; where both
   * bounds claim the score, they contradict each other and nothing is, either.
   */
  public Band.Side place(double score) {
    boolean good = score < acceptBelow;
    boolean bad = passes() && score > rejectAbove;
    if (good == bad) {
      return Band.Side.DOUBTFUL;
    }
    return good ? Band.Side.GOOD : Band.Side.BAD;
  }

  /** Judged defects that are needed until a share is proved. */
  public static int needed(double share) {
    return (int) Math.ceil(1 / share) - 1;
  }

  /** One sentence for people: what is proved, and what the next step needs. */
  public String says(Target target) {
    if (!passes()) {
      return "%d defects judged: nothing passes yet, %d are needed for %s"
          .formatted(defects, needed(target.tolerated()), percent(target.tolerated()));
    }
    String proved =
        "%d defects judged: at most about %s of defective parts pass (%s with 95 %% confidence)"
            .formatted(defects, percent(missed), percent(missedSurely));
    return missed <= target.wanted()
        ? proved
        : proved
            + "; %d needed for %s".formatted(needed(target.wanted()), percent(target.wanted()));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share)
        .replace(".0 %", " %");
  }
}
