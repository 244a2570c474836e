package dev.andon.lab;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Sums of several shifts of one pattern. Not thread-safe. */
final class PaceFigures {
  private long defects;
  private long budget;
  private long first;
  private long paced;
  private long best;
  private long asked;

  void add(PaceTrial.Shift shift) {
    defects += shift.defects();
    budget += shift.budget();
    first += shift.firstMissed();
    paced += shift.pacedMissed();
    best += shift.bestMissed();
    asked += shift.pacedAsked();
  }

  /** How many fewer defects are missed than first come, first served, 0 … 1; negative if more. */
  double fewerMissed() {
    return first == 0 ? 0 : 1 - (double) paced / first;
  }

  /** Share of the budget that was spent, 0 … 1. */
  double spent() {
    return (double) asked / Math.max(1, budget);
  }

  private double share(long missed) {
    return (double) missed / Math.max(1, defects);
  }

  String line(PaceStation station, ShiftPattern pattern) {
    return String.format(
        Locale.ROOT,
        "%s | %s | %.3f | %.1f %%, %.1f %%, %.1f %% | %.0f %% | %.1f %%",
        station.name(),
        pattern.text(),
        station.auroc(),
        100 * share(first),
        100 * share(paced),
        100 * share(best),
        100 * fewerMissed(),
        100 * spent());
  }

  Map<String, Object> json(PaceStation station, ShiftPattern pattern) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("scores", station.name());
    row.put("pattern", pattern.text());
    row.put("auroc", TrialReport.rounded(station.auroc(), 4));
    row.put("missed_first_come", TrialReport.rounded(share(first), 4));
    row.put("missed_paced", TrialReport.rounded(share(paced), 4));
    row.put("missed_best", TrialReport.rounded(share(best), 4));
    row.put("fewer_missed", TrialReport.rounded(fewerMissed(), 4));
    row.put("spent", TrialReport.rounded(spent(), 4));
    return row;
  }
}
