package dev.andon.lab;

import dev.andon.edge.capture.FrameTruth;
import dev.andon.edge.triage.Enrolment;
import dev.andon.edge.triage.ViewKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * What the shipped policy does with the frames of a truth file, view by view. Each view is enrolled
 * from its golden frames alone, judged and let go. Confined to one thread.
 */
final class TruthTrial {
  private final ViewTrial trial;
  private final Map<ViewKey, Map<Sample, FrameTruth>> views = new LinkedHashMap<>();
  private final Map<String, List<Sample>> strangers = new LinkedHashMap<>();

  TruthTrial(ViewTrial trial, Path folder, List<FrameTruth> truths, List<Path> strangers) {
    this.trial = trial;
    for (FrameTruth truth : truths) {
      boolean bad = truth.state() == FrameTruth.State.DEFECT;
      views
          .computeIfAbsent(new ViewKey(truth.variant(), truth.view()), k -> new LinkedHashMap<>())
          .put(new Sample(folder.resolve(truth.file()), truth.file(), bad), truth);
    }
    for (Path each : strangers) {
      this.strangers.put(
          each.toString(), FolderTrial.samples("--strangers", each, each + "/", false));
    }
  }

  /** What one draw takes, in frames that are judged. */
  int size(OptionalInt golden) {
    int size = strangers.values().stream().mapToInt(List::size).sum();
    for (Map<Sample, FrameTruth> view : views.values()) {
      int enrolled = golden.orElseGet(() -> goldenRows(view));
      size += view.size() - enrolled + trial.enrolling(enrolled);
    }
    return size;
  }

  private static int goldenRows(Map<Sample, FrameTruth> view) {
    long rows =
        view.values().stream().filter(truth -> truth.state() == FrameTruth.State.GOLDEN).count();
    return (int) Math.min(rows, Enrolment.MAX_GOLDEN);
  }

  /**
   * Enrols and judges all views.
   *
   * @param golden how many of each view's golden and good frames are golden, chosen by the seed;
   *     empty: those that the file calls so
   * @param evaluation measures the tiles, where somebody wants to know
   */
  Draw run(OptionalInt golden, long seed, Optional<Evaluation> evaluation, ViewTrial.Step step)
      throws InterruptedException {
    List<ViewOutcome> outcomes = new ArrayList<>();
    int most = 0;
    for (Map.Entry<ViewKey, Map<Sample, FrameTruth>> view : views.entrySet()) {
      ViewTrial.Shown shown = shown(view.getKey(), view.getValue(), golden, seed, outcomes);
      most = Math.max(most, shown.golden().size());
      ViewTrial.Watch watch =
          evaluation.map(e -> e.watch(view.getValue())).orElse(ViewTrial.Watch.NONE);
      outcomes.add(judged(view.getKey(), shown, seed, watch, step));
    }
    return new Draw(most, seed, outcomes);
  }

  /** A view whose golden frames cannot be enrolled is judged without, and that is said. */
  private ViewOutcome judged(
      ViewKey key, ViewTrial.Shown shown, long seed, ViewTrial.Watch watch, ViewTrial.Step step)
      throws InterruptedException {
    try {
      return trial.run(key, shown, noise(key, seed), watch, step);
    } catch (IllegalArgumentException e) {
      trial.reader().skip(key + ": judged without golden frames: " + e.getMessage());
      ViewTrial.Shown without =
          new ViewTrial.Shown(List.of(), shown.frames(), shown.strangers(), shown.faults());
      return trial.run(key, without, noise(key, seed), watch, step);
    }
  }

  private static Random noise(ViewKey key, long seed) {
    return new Random(seed ^ key.hashCode());
  }

  /** Strangers and faults of the camera are shown to the first view only. */
  private ViewTrial.Shown shown(
      ViewKey key,
      Map<Sample, FrameTruth> samples,
      OptionalInt golden,
      long seed,
      List<ViewOutcome> before) {
    List<Sample> chosen = golden(key, samples, golden, seed);
    List<Sample> frames = new ArrayList<>();
    samples.forEach(
        (sample, truth) -> {
          boolean spare = golden.isPresent() || truth.state() != FrameTruth.State.GOLDEN;
          if (spare && !chosen.contains(sample)) {
            frames.add(sample);
          }
        });
    return new ViewTrial.Shown(
        chosen, frames, before.isEmpty() ? strangers : Map.of(), before.isEmpty());
  }

  private List<Sample> golden(
      ViewKey key, Map<Sample, FrameTruth> samples, OptionalInt golden, long seed) {
    List<Sample> candidates = new ArrayList<>();
    samples.forEach(
        (sample, truth) -> {
          if (truth.state() == FrameTruth.State.GOLDEN
              || (golden.isPresent() && truth.state() == FrameTruth.State.PASS)) {
            candidates.add(sample);
          }
        });
    if (golden.isEmpty()) {
      return candidates.stream().limit(Enrolment.MAX_GOLDEN).toList();
    }
    int wanted = golden.getAsInt();
    if (wanted >= candidates.size()) {
      throw new IllegalArgumentException(
          "--golden %d needs %d golden or good frames of each view, so that one is left to judge; %s has %d"
              .formatted(wanted, wanted + 1, key, candidates.size()));
    }
    Collections.shuffle(candidates, new Random(seed ^ key.hashCode()));
    return List.copyOf(candidates.subList(0, wanted));
  }
}
