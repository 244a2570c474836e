package dev.andon.edge.models;

import dev.andon.edge.triage.Bounds;
import dev.andon.edge.triage.Triage;
import dev.andon.wire.Verdict;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many good and bad frames are passed, asked about and rejected. Not thread-safe. */
final class Decisions {
  private final int golden;
  private final long seed;
  private final int verdicts;
  private final Map<Fate, Integer> bad = new EnumMap<>(Fate.class);
  private final Map<Fate, Integer> good = new EnumMap<>(Fate.class);

  private enum Fate {
    PASSED,
    ASKED,
    REJECTED
  }

  Decisions(int golden, long seed, int verdicts) {
    this.golden = golden;
    this.seed = seed;
    this.verdicts = verdicts;
  }

  void count(FolderTrial.Judged frame, Bounds bounds) {
    Map<Fate, Integer> counts = frame.bad() ? bad : good;
    counts.merge(fate(frame, bounds), 1, Integer::sum);
  }

  /** A held frame of a faulty camera counts as asked: it does not pass. */
  private static Fate fate(FolderTrial.Judged frame, Bounds bounds) {
    if (frame.bought()) {
      boolean passes = frame.score() < bounds.acceptBelow();
      boolean defective = bounds.passes() && frame.score() > bounds.rejectAbove();
      if (passes == defective) {
        return Fate.ASKED;
      }
      return passes ? Fate.PASSED : Fate.REJECTED;
    }
    return switch (frame.triage()) {
      case Triage.Confident(Verdict.Pass pass) -> Fate.PASSED;
      case Triage.Confident(Verdict verdict) -> Fate.REJECTED;
      case Triage.Unsure unsure -> Fate.ASKED;
      case Triage.Unfit unfit -> Fate.ASKED;
      case Triage.Held held -> Fate.ASKED;
    };
  }

  int badPassed() {
    return bad.getOrDefault(Fate.PASSED, 0);
  }

  int verdicts() {
    return verdicts;
  }

  double badPassedShare() {
    return share(bad, Fate.PASSED);
  }

  double goodAskedShare() {
    return share(good, Fate.ASKED);
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
      figures.put("bad_" + name(fate), bad.getOrDefault(fate, 0));
    }
    for (Fate fate : Fate.values()) {
      figures.put("good_" + name(fate), good.getOrDefault(fate, 0));
    }
    return figures;
  }

  private static String name(Fate fate) {
    return fate.name().toLowerCase(java.util.Locale.ROOT);
  }
}
