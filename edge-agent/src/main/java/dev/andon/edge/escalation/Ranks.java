package dev.andon.edge.escalation;

import dev.andon.edge.triage.ViewKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ranks a doubtful frame among the newest ones of its view: scores of different views do not
 * compare. Bounded; confined to one thread.
 */
final class Ranks {
  private static final int NEWEST = 200;
  private static final int MOST_VIEWS = 1_000;

  private final Map<ViewKey, Scores> views =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ViewKey, Scores> eldest) {
          return size() > MOST_VIEWS;
        }
      };

  private static final class Scores {
    private final String standard;
    private final double[] values = new double[NEWEST];
    private int count;

    Scores(String standard) {
      this.standard = standard;
    }
  }

  /**
   * Share of the newest doubtful frames of a view that score less, 0 … 1; the first has 1.
   *
   * @param standard what scores are measured against: those of another one are forgotten
   */
  double of(ViewKey view, String standard, double score) {
    Scores scores =
        views.compute(
            view,
            (key, known) ->
                known != null && known.standard.equals(standard) ? known : new Scores(standard));
    int known = Math.min(scores.count, NEWEST);
    int less = 0;
    for (int i = 0; i < known; i++) {
      less += scores.values[i] < score ? 1 : 0;
    }
    scores.values[scores.count++ % NEWEST] = score;
    return known == 0 ? 1 : (double) less / known;
  }
}
