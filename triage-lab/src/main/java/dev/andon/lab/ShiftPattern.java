package dev.andon.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/** How doubtful frames and defects are spread over a shift of eight hours. */
enum ShiftPattern {
  /** Evenly, by chance. */
  STEADY,
  /** Four times for a quarter of an hour six times as many frames come. */
  BURSTS,
  /**
   * Three times for a quarter of an hour a tool is worn: eight times as many frames are defective.
   */
  CLUSTERS,
  /** All scores rise by half of what they spread, and defects become three times as frequent. */
  DRIFT,
  /** Nothing for the first hour and in two breaks of half an hour. */
  BREAKS;

  static final long SHIFT_NANOS = 8 * 3_600_000_000_000L;

  private static final double QUARTER = 0.25 / 8;

  /**
   * Draws a shift.
   *
   * @param pools a view each; frames come from all of them alike
   * @param frames about so many
   * @param defects share of them that is defective, in the mean, 0 to 1
   */
  List<StreamFrame> draw(
      List<ScorePool> pools, int frames, double defects, RandomGenerator random) {
    double most = most();
    double mean = mean(this::rate);
    double meanDefects = mean(at -> rate(at) * defective(at)) / mean;
    List<StreamFrame> shift = new ArrayList<>();
    double at = 0;
    while (true) {
      at -= Math.log(1 - random.nextDouble()) * mean / (frames * most);
      if (at >= 1) {
        return shift;
      }
      if (random.nextDouble() < rate(at) / most) {
        boolean bad = random.nextDouble() < Math.min(1, defects * defective(at) / meanDefects);
        ScorePool pool = pools.get(random.nextInt(pools.size()));
        double score = pool.draw(bad, random) + moved(at, pool);
        shift.add(new StreamFrame((long) (at * SHIFT_NANOS), pool.view(), score, bad));
      }
    }
  }

  private double moved(double at, ScorePool pool) {
    if (this != DRIFT) {
      return 0;
    }
    double mean = Arrays.stream(pool.good()).average().orElse(0);
    double square =
        Arrays.stream(pool.good()).map(s -> (s - mean) * (s - mean)).average().orElse(0);
    return at * Math.sqrt(square) / 2;
  }

  private double most() {
    return this == BURSTS ? 6 : 1;
  }

  /** Frames at a place of the shift, 0 … 1, beside the usual. */
  private double rate(double at) {
    return switch (this) {
      case STEADY, CLUSTERS, DRIFT -> 1;
      case BURSTS -> within(at, 0.12, 0.35, 0.6, 0.85) ? 6 : 1;
      case BREAKS -> at < 1.0 / 8 || within(at, 0.375, 0.40625, 0.75, 0.78125) ? 0 : 1;
    };
  }

  /** Defects at a place of the shift beside the usual. */
  private double defective(double at) {
    return switch (this) {
      case STEADY, BURSTS, BREAKS -> 1;
      case CLUSTERS -> within(at, 0.2, 0.55, 0.9) ? 8 : 1;
      case DRIFT -> 1 + 2 * at;
    };
  }

  private static boolean within(double at, double... begins) {
    return Arrays.stream(begins).anyMatch(begin -> at >= begin && at < begin + QUARTER);
  }

  private static double mean(DoubleUnaryOperator of) {
    int steps = 10_000;
    double sum = 0;
    for (int step = 0; step < steps; step++) {
      sum += of.applyAsDouble((step + 0.5) / steps);
    }
    return sum / steps;
  }

  /** As reports name it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
