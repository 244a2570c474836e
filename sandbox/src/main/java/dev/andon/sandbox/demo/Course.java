package dev.andon.sandbox.demo;

import dev.andon.sandbox.truth.SceneTruth;
import dev.andon.wire.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of frames in the order in which they were judged, all stations together. Thread-safe.
 */
final class Course {
  private final List<Step> steps = new ArrayList<>();
  private final Map<UUID, Step> asked = new HashMap<>();

  private static final class Step {
    private final boolean asked;
    private boolean missed;
    private long micros;

    Step(boolean asked, boolean missed) {
      this.asked = asked;
      this.missed = missed;
    }
  }

  synchronized void decided(Verdict verdict, Optional<SceneTruth> truth) {
    boolean passed = verdict instanceof Verdict.Pass;
    steps.add(new Step(false, passed && isDefective(truth)));
  }

  synchronized void asked(UUID escalation) {
    Step step = new Step(true, false);
    steps.add(step);
    asked.put(escalation, step);
  }

  synchronized void answered(UUID escalation, long micros) {
    Step step = asked.get(escalation);
    if (step != null) {
      step.micros = micros;
    }
  }

  private static boolean isDefective(Optional<SceneTruth> truth) {
    return truth.filter(known -> known.label() == SceneTruth.Label.DEFECT).isPresent();
  }

  /** One line for each of so many spans of frames: asked about, missed, spent. */
  synchronized List<String> lines(int spans) {
    List<String> lines = new ArrayList<>();
    for (int span = 0; span < spans; span++) {
      int from = steps.size() * span / spans;
      int to = steps.size() * (span + 1) / spans;
      if (from < to) {
        lines.add(line(from, to));
      }
    }
    return lines;
  }

  private String line(int from, int to) {
    List<Step> of = steps.subList(from, to);
    return String.format(
        Locale.ROOT,
        "frames     %3d to %3d: %3.0f %% asked about, %d missed, %.6f %s spent",
        from + 1,
        to,
        100.0 * of.stream().filter(step -> step.asked).count() / of.size(),
        of.stream().filter(step -> step.missed).count(),
        of.stream().mapToLong(step -> step.micros).sum() / 1e6,
        HubSetup.CURRENCY);
  }
}
