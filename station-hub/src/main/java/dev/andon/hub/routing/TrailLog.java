package dev.andon.hub.routing;

import dev.andon.hub.request.Trail;
import java.util.ArrayList;
import java.util.List;

/** Collects the steps of one request while it runs, on one thread or several. Thread-safe. */
public final class TrailLog {
  /** More than any sensible request makes; beyond it only attempts are kept. */
  private static final int MAX_SKIPS = 200;

  private final List<Trail.Step> steps = new ArrayList<>();
  private int attempts;
  private int skips;

  /** The number of the next attempt, from 1. */
  public synchronized int nextAttempt() {
    attempts++;
    return attempts;
  }

  /** A candidate was not asked. */
  public synchronized void skipped(Trail.Skipped skip) {
    if (skips < MAX_SKIPS) {
      skips++;
      steps.add(skip);
    }
  }

  /**
   * An attempt began, went on or ended; a later note on the same number takes the earlier's place.
   */
  public synchronized void attempt(Trail.Attempt attempt) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof Trail.Attempt known && known.number() == attempt.number()) {
        steps.set(i, attempt);
        return;
      }
    }
    steps.add(attempt);
  }

  /** The steps so far. */
  public synchronized List<Trail.Step> steps() {
    return List.copyOf(steps);
  }
}
