package dev.andon.edge.escalation;

import java.util.Arrays;
import java.util.Comparator;

/**
 * How likely a doubtful frame is defective, learned from what was answered about earlier ones of
 * the same scale: the monotone curve closest to the answers (isotonic regression by pooling
 * adjacent violators, Ayer et al. 1955), drawn towards the frame's rank while answers are few. The
 * newest {@link #NEWEST} answers count, so a scale that moves is learned anew. Confined to one
 * thread.
 */
final class DefectOdds {
  /** From so many answers on the curve is more than a guess. */
  static final int ENOUGH = 20;

  private static final int NEWEST = 400;

  /** The curve is drawn anew when a twentieth of the answers is new. */
  private static final int STALE = 20;

  /** The rank weighs as much as so many answers. */
  private static final double PRIOR = 20;

  private final Answer[] answers = new Answer[NEWEST];
  private int count;
  private double[] from = {};
  private double[] share = {};
  private double overall = 0.5;
  private int since;

  private record Answer(double score, boolean defective) {}

  void judged(double score, boolean defective) {
    answers[count++ % NEWEST] = new Answer(score, defective);
    since++;
  }

  boolean known() {
    return count >= ENOUGH;
  }

  /**
   * The chance of a defect, 0 … 1.
   *
   * @param rank share of the newest doubtful frames of the scale that score less, 0 … 1
   */
  double of(double score, double rank) {
    int known = Math.min(count, NEWEST);
    if (since > known / STALE) {
      fit();
    }
    double guess = rank * Math.min(1, 2 * overall);
    return known == 0 ? rank : (known * curve(score) + PRIOR * guess) / (known + PRIOR);
  }

  /** Below the first answer as at the first. */
  private double curve(double score) {
    int at = Arrays.binarySearch(from, score);
    int step = at >= 0 ? at : Math.max(0, -at - 2);
    return share[step];
  }

  private void fit() {
    int known = Math.min(count, NEWEST);
    Answer[] sorted = Arrays.copyOf(answers, known);
    Arrays.sort(sorted, Comparator.comparingDouble(Answer::score));
    double[] sums = new double[known];
    int[] sizes = new int[known];
    double[] begins = new double[known];
    int steps = 0;
    double defects = 0;
    for (Answer answer : sorted) {
      double one = answer.defective() ? 1 : 0;
      defects += one;
      sums[steps] = one;
      sizes[steps] = 1;
      begins[steps] = answer.score();
      while (steps > 0
          && (sums[steps - 1] / sizes[steps - 1] >= sums[steps] / sizes[steps]
              || begins[steps - 1] == begins[steps])) {
        sums[steps - 1] += sums[steps];
        sizes[steps - 1] += sizes[steps];
        steps--;
      }
      steps++;
    }
    from = Arrays.copyOf(begins, steps);
    share = new double[steps];
    for (int step = 0; step < steps; step++) {
      share[step] = sums[step] / sizes[step];
    }
    overall = (defects + 1) / (known + 2);
    since = 0;
  }
}
