package dev.andon.lab;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How many good and bad frames are passed, asked about and rejected after so many judged defects.
 * Not thread-safe.
 */
final class Decisions {
  private final int golden;
  private final long seed;
  private final int verdicts;
  private final Map<Fate, Integer> bad = new EnumMap<>(Fate.class);
  private final Map<Fate, Integer> good = new EnumMap<>(Fate.class);

  /**
   * Nothing counted yet.
   *
   * @param golden golden frames of a view
   * @param seed by which they were chosen
   * @param verdicts judged defects of each view that verdicts decide
   */
  Decisions(int golden, long seed, int verdicts) {
    this.golden = golden;
    this.seed = seed;
    this.verdicts = verdicts;
  }

  void count(boolean defective, Fate fate) {
    (defective ? bad : good).merge(fate, 1, Integer::sum);
  }

  int golden() {
    return golden;
  }

  int verdicts() {
    return verdicts;
  }

  int bad(Fate fate) {
    return bad.getOrDefault(fate, 0);
  }

  int good(Fate fate) {
    return good.getOrDefault(fate, 0);
  }

  /** 0 … 1. */
  double badPassedShare() {
    return share(bad, Fate.PASSED);
  }

  /** 0 … 1. */
  double goodAskedShare() {
    return share(good, Fate.ASKED);
  }

  /** 0 … 1. */
  double goodRejectedShare() {
    return share(good, Fate.REJECTED);
  }

  /** For people, under the heading of the report. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%6d %4d %6d | %11d %5d %8d | %12d %5d %8d",
        golden,
        seed,
        verdicts,
        bad(Fate.PASSED),
        bad(Fate.ASKED),
        bad(Fate.REJECTED),
        good(Fate.PASSED),
        good(Fate.ASKED),
        good(Fate.REJECTED));
  }

  private static double share(Map<Fate, Integer> counts, Fate fate) {
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    return (double) counts.getOrDefault(fate, 0) / Math.max(1, all);
  }

  /** As in {@code metrics.json}. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("golden", golden);
    figures.put("seed", seed);
    figures.put("verdicts", verdicts);
    for (Fate fate : Fate.values()) {
      figures.put("bad_" + fate.text(), bad(fate));
    }
    for (Fate fate : Fate.values()) {
      figures.put("good_" + fate.text(), good(fate));
    }
    return figures;
  }
}
