package dev.andon.edge.escalation;

/**
 * How many doubtful frames come, and what they are worth: a histogram that forgets. A frame of
 * {@link #MEMORY} ago weighs a third of one of this moment, so that neither a burst nor the last
 * shift is taken for the rest of this one. Bounded: a fixed number of bins, narrower towards 0.
 * Confined to one thread.
 */
final class DoubtfulLately {
  private static final int BINS = 1_024;

  /** Nanoseconds. */
  static final double MEMORY = 2 * 3_600e9;

  /** For longer than a shift the pauses between shifts count, too. */
  private static final double SHIFT = 8 * 3_600e9;

  /** How often frames come, nights and Sundays included, is remembered for so long. */
  private static final double DAYS = 3 * 24 * 3_600e9;

  private final double[] weights = new double[BINS + 1];
  private double total;
  private double overDays;
  private long seen;
  private long first;
  private long last;

  /**
   * What is worth asking about.
   *
   * @param bin frames above it are, those below are not
   * @param share of the frames in it that are
   */
  record Cut(int bin, double share) {
    /** Everything is. */
    static final Cut NONE = new Cut(-1, 1);

    /** Nothing is, but what must be asked about. */
    static final Cut ALL = new Cut(BINS, 0);

    boolean isEverything() {
      return bin < 0;
    }

    /**
     * Whether a frame is.
     *
     * @param coin 0 … 1, drawn evenly
     */
    boolean admits(double worth, double coin) {
      int its = DoubtfulLately.bin(worth);
      return its > bin || (its == bin && coin < share);
    }

    /** The worth from which on frames are asked about, 0 … 1. */
    double worth() {
      double edge = Math.clamp((double) bin / BINS, 0, 1);
      return edge * edge;
    }
  }

  /** A frame that stands for its worth, 0 … 1. */
  void saw(double worth, long nanos) {
    add(bin(worth), nanos);
  }

  /** A frame that is asked about in any case. */
  void sawMandatory(long nanos) {
    add(BINS, nanos);
  }

  private void add(int bin, long nanos) {
    first = seen == 0 ? nanos : first;
    forget(nanos);
    weights[bin]++;
    total++;
    overDays++;
    seen++;
  }

  /** Time that goes back changes nothing. */
  private void forget(long nanos) {
    if (seen > 0 && nanos > last) {
      overDays *= Math.exp(-(nanos - last) / DAYS);
      double kept = Math.exp(-(nanos - last) / MEMORY);
      total = 0;
      for (int bin = 0; bin <= BINS; bin++) {
        weights[bin] *= kept;
        total += weights[bin];
      }
    }
    last = Math.max(nanos, seen == 0 ? nanos : last);
  }

  long seen() {
    return seen;
  }

  /**
   * How many will come in so many nanoseconds, if they go on as they did lately: in the last hours
   * for what is left of a shift, in the last days for longer.
   */
  double expected(long nanos, double horizon) {
    forget(nanos);
    return horizon > SHIFT ? rate(overDays, DAYS) * horizon : rate(total, MEMORY) * horizon;
  }

  /** Frames a nanosecond, although it has not been watched for long. */
  private double rate(double weight, double memory) {
    double watched = Math.max(1, last - first);
    return weight / (memory * -Math.expm1(-watched / memory));
  }

  /**
   * The cut that lets pass so large a share of the frames, the most worthy of them.
   *
   * @param share 0 … 1
   */
  Cut cut(double share) {
    double room = share * total;
    for (int bin = BINS; bin >= 0; bin--) {
      if (weights[bin] > room) {
        return new Cut(bin, room / weights[bin]);
      }
      room -= weights[bin];
    }
    return Cut.NONE;
  }

  private static int bin(double worth) {
    return Math.clamp((int) (BINS * Math.sqrt(worth)), 0, BINS - 1);
  }
}
