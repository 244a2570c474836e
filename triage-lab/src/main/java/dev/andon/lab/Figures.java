package dev.andon.lab;

import dev.andon.edge.triage.Triage;
import dev.andon.lab.MeasuredTile.Label;
import dev.andon.wire.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Turns measured frames into the figures of {@code metrics.json}. A figure that cannot be had is
 * left out. Pure.
 */
final class Figures {
  private static final int LEAST_POSITIVES = 10;

  private Figures() {}

  /** All figures, the same by variant, and the worst of those. */
  static Map<String, Object> of(List<MeasuredFrame> frames, List<String> classes) {
    Map<String, Object> figures = new LinkedHashMap<>(block(frames, classes));
    Map<String, List<MeasuredFrame>> groups = new LinkedHashMap<>();
    for (MeasuredFrame frame : frames) {
      groups.computeIfAbsent(frame.truth().variant(), v -> new java.util.ArrayList<>()).add(frame);
    }
    Map<String, Map<String, Object>> byVariant = new java.util.TreeMap<>();
    groups.forEach((variant, of) -> byVariant.put(variant, block(of, classes)));
    worst(byVariant).ifPresent(variant -> figures.put("worst_variant", variant));
    figures.put("by_variant", byVariant);
    figures.put("by_class", byClass(frames, classes));
    return figures;
  }

  private static Optional<String> worst(Map<String, Map<String, Object>> byVariant) {
    return byVariant.entrySet().stream()
        .filter(e -> e.getValue().get("tile_auroc") instanceof Double)
        .min(java.util.Comparator.comparingDouble(e -> (Double) e.getValue().get("tile_auroc")))
        .map(Map.Entry::getKey);
  }

  private static Map<String, Object> block(List<MeasuredFrame> frames, List<String> classes) {
    Map<String, Object> block = new LinkedHashMap<>();
    block.put("frames", frames.size());
    block.put("defective", frames.stream().filter(MeasuredFrame::isBad).count());
    block.put("one_defect", frames.stream().filter(MeasuredFrame::hasOneDefect).count());
    separation(block, frames, "", MeasuredTile::plain);
    policy(block, frames, "policy", frame -> Optional.of(frame.plain()));
    List<MeasuredFrame> referenced =
        frames.stream().filter(frame -> frame.joined().isPresent()).toList();
    if (!referenced.isEmpty()) {
      separation(block, referenced, "_reference", tile -> tile.joined().orElseThrow());
      policy(block, referenced, "policy_reference", MeasuredFrame::joined);
      twins(block, referenced);
    }
    put(block, "ece", ece(frames, classes));
    return block;
  }

  private static void separation(
      Map<String, Object> block,
      List<MeasuredFrame> frames,
      String suffix,
      ToDoubleFunction<MeasuredTile> score) {
    double[] goodTiles = tiles(frames, Label.GOOD, score);
    double[] badTiles = tiles(frames, Label.BAD, score);
    double[] good = worst(frames, frame -> !frame.isBad(), score);
    double[] bad = worst(frames, MeasuredFrame::isBad, score);
    double[] one = worst(frames, MeasuredFrame::hasOneDefect, score);
    double[] many = worst(frames, frame -> frame.isBad() && !frame.hasOneDefect(), score);
    put(block, "tile_auroc" + suffix, Statistics.auroc(goodTiles, badTiles));
    put(block, "frame_auroc" + suffix, Statistics.auroc(good, many.length > 0 ? many : bad));
    put(block, "one_defect_frame_auroc" + suffix, Statistics.auroc(good, one));
    put(
        block,
        "undecided_at_1pct_miss" + suffix,
        Statistics.undecided(good, many.length > 0 ? many : bad));
    put(block, "one_defect_undecided_at_1pct_miss" + suffix, Statistics.undecided(good, one));
    if (good.length > 0 && bad.length > 0) {
      Statistics.Thresholds both = Statistics.thresholds(good, bad, 0.01, 0.02);
      put(block, "accept_below_at_1pct_miss" + suffix, Optional.of(both.accept()));
      put(block, "reject_above_at_2pct_false" + suffix, Optional.of(both.reject()));
    }
  }

  /** What the policy really decides with the thresholds that ship. */
  private static void policy(
      Map<String, Object> block,
      List<MeasuredFrame> frames,
      String name,
      Function<MeasuredFrame, Optional<Triage>> triage) {
    int unsure = 0;
    int unfit = 0;
    int missed = 0;
    int falseRejects = 0;
    for (MeasuredFrame frame : frames) {
      switch (triage.apply(frame).orElseThrow()) {
        case Triage.Unsure doubt -> unsure++;
        case Triage.Held held -> unsure++;
        case Triage.Unfit fault -> unfit++;
        case Triage.Confident(Verdict verdict) -> {
          boolean passed = verdict instanceof Verdict.Pass;
          missed += passed && frame.isBad() ? 1 : 0;
          falseRejects += !passed && !frame.isBad() ? 1 : 0;
        }
      }
    }
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("unsure", unsure);
    counts.put("camera_faults", unfit);
    counts.put("missed_defects", missed);
    counts.put("false_rejects", falseRejects);
    counts.put("undecided", (double) unsure / Math.max(1, frames.size()));
    block.put(name, counts);
  }

  private static void twins(Map<String, Object> block, List<MeasuredFrame> frames) {
    ToDoubleFunction<MeasuredTile> embedding =
        tile -> tile.judged().reference().orElseThrow().embedding();
    ToDoubleFunction<MeasuredTile> pixels =
        tile -> tile.judged().reference().orElseThrow().pixels();
    ToDoubleFunction<MeasuredTile> both =
        tile -> embedding.applyAsDouble(tile) / 2 + pixels.applyAsDouble(tile);
    put(block, "twin_auroc", twin(frames, embedding));
    put(block, "twin_auroc_pixel", twin(frames, both));
    put(block, "twin_auroc_pixel_alone", twin(frames, pixels));
  }

  /**
   * Same state: the tiles of good captures against their golden tiles; twins: those that hold a
   * defect.
   */
  private static Optional<Double> twin(
      List<MeasuredFrame> frames, ToDoubleFunction<MeasuredTile> distance) {
    List<MeasuredFrame> good = frames.stream().filter(frame -> !frame.isBad()).toList();
    return Statistics.auroc(tiles(good, Label.GOOD, distance), tiles(frames, Label.BAD, distance));
  }

  private static Optional<Double> ece(List<MeasuredFrame> frames, List<String> classes) {
    double sum = 0;
    int counted = 0;
    for (int index = 0; index < classes.size(); index++) {
      double[] good = classScores(frames, index, Label.GOOD);
      double[] bad = classScores(frames, index, Label.BAD);
      if (bad.length >= LEAST_POSITIVES) {
        sum += Statistics.ece(good, bad).orElse(0.0);
        counted++;
      }
    }
    return counted == 0 ? Optional.empty() : Optional.of(sum / counted);
  }

  private static Map<String, Object> byClass(List<MeasuredFrame> frames, List<String> classes) {
    Map<String, Object> byClass = new LinkedHashMap<>();
    for (int index = 0; index < classes.size(); index++) {
      double[] good = classScores(frames, index, Label.GOOD);
      double[] bad = classScores(frames, index, Label.BAD);
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("tiles", bad.length);
      put(figures, "tile_auroc", Statistics.auroc(good, bad));
      put(
          figures,
          "ece",
          bad.length >= LEAST_POSITIVES ? Statistics.ece(good, bad) : Optional.empty());
      byClass.put(classes.get(index), figures);
    }
    return byClass;
  }

  static double[] classScores(List<MeasuredFrame> frames, int index, Label label) {
    return allTiles(frames)
        .filter(tile -> tile.labels()[index] == label)
        .mapToDouble(tile -> tile.judged().scores().scores()[index])
        .toArray();
  }

  static double[] tiles(
      List<MeasuredFrame> frames, Label label, ToDoubleFunction<MeasuredTile> score) {
    return allTiles(frames).filter(tile -> tile.truth() == label).mapToDouble(score).toArray();
  }

  static double[] worst(
      List<MeasuredFrame> frames,
      Predicate<MeasuredFrame> which,
      ToDoubleFunction<MeasuredTile> score) {
    return frames.stream().filter(which).mapToDouble(frame -> frame.worst(score)).toArray();
  }

  private static Stream<MeasuredTile> allTiles(List<MeasuredFrame> frames) {
    return frames.stream().flatMap(frame -> frame.tiles().stream());
  }

  private static void put(Map<String, Object> block, String name, Optional<Double> value) {
    value.ifPresent(v -> block.put(name, Math.round(v * 10_000) / 10_000.0));
  }
}
