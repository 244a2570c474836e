package dev.andon.lab;

import dev.andon.edge.capture.FrameTruth;
import dev.andon.edge.triage.Examined;
import dev.andon.edge.triage.GridTriager;
import dev.andon.edge.triage.Grounds;
import dev.andon.edge.triage.JudgedTile;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.TriagePolicy;
import dev.andon.edge.triage.ViewKey;
import dev.andon.lab.MeasuredTile.Label;
import dev.andon.vision.Picture;
import dev.andon.vision.TriageModel;
import dev.andon.wire.Box;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures tiles of labelled frames while they are judged with the code that ships. Confined to one
 * thread.
 */
final class Evaluation {
  /** Part of a mark that must lie in a tile for the tile to be bad; less is a sliver. */
  private static final double ENOUGH = 0.3;

  private final TriageModel model;
  private final TriagePolicy policy;
  private final List<MeasuredFrame> measured = new ArrayList<>();

  Evaluation(TriageModel model, TriagePolicy policy) {
    this.model = model;
    this.policy = policy;
  }

  /** The frames that were judged so far. */
  List<MeasuredFrame> measured() {
    return measured;
  }

  /** Measures the frames that these samples are. */
  ViewTrial.Watch watch(Map<Sample, FrameTruth> truths) {
    return (sample, picture, looked, plain) -> {
      FrameTruth truth = truths.get(sample);
      if (truth != null) {
        measured.add(measure(truth, tiles(truth, picture, looked, plain), looked.triage()));
      }
    };
  }

  /** Where patches decide, tiles are measured as if there were none. */
  private static List<JudgedTile> tiles(
      FrameTruth truth, Picture picture, GridTriager.Looked looked, GridTriager plain)
      throws InterruptedException {
    Optional<Examined> known = looked.examined().filter(e -> e.likeness().isEmpty());
    return known.isPresent()
        ? known.get().tiles()
        : plain.examine(picture, new ViewKey(truth.variant(), truth.view())).tiles();
  }

  private MeasuredFrame measure(FrameTruth truth, List<JudgedTile> judged, Triage triage) {
    ViewKey key = new ViewKey(truth.variant(), truth.view());
    List<JudgedTile> plain = judged.stream().map(JudgedTile::withoutReference).toList();
    List<MeasuredTile> tiles = new ArrayList<>(judged.size());
    for (int i = 0; i < judged.size(); i++) {
      JudgedTile tile = judged.get(i);
      Optional<Double> joined = tile.reference().map(r -> policy.suspicion(tile));
      tiles.add(
          new MeasuredTile(
              label(truth, tile.box(), Optional.empty()),
              labels(truth, tile.box()),
              withoutEmbedding(tile),
              policy.suspicion(plain.get(i)),
              joined));
    }
    boolean referenced = judged.getFirst().reference().isPresent();
    return new MeasuredFrame(
        truth,
        tiles,
        policy.decide(new Examined(plain, Grounds.ofClasses(model.bundle().manifest(), key)), key),
        referenced ? Optional.of(triage) : Optional.empty());
  }

  /** Thousands of frames are kept until the figures are drawn. */
  private static JudgedTile withoutEmbedding(JudgedTile tile) {
    return new JudgedTile(
        tile.slot(),
        tile.box(),
        new dev.andon.vision.TileScores(new float[0], tile.scores().scores()),
        tile.reference(),
        tile.familiar());
  }

  private Label[] labels(FrameTruth truth, Box tile) {
    List<String> classes = model.classes();
    Label[] labels = new Label[classes.size()];
    Arrays.setAll(labels, i -> label(truth, tile, Optional.of(classes.get(i))));
    return labels;
  }

  /** A defective frame without marks says nothing about any of its tiles. */
  private static Label label(FrameTruth truth, Box tile, Optional<String> label) {
    if (truth.state() == FrameTruth.State.DEFECT && truth.defects().isEmpty()) {
      return Label.UNKNOWN;
    }
    Label found = Label.GOOD;
    for (FrameTruth.Mark mark : truth.defects()) {
      double share =
          (double) mark.box().overlap(tile) / Math.max(1, Math.min(mark.box().area(), tile.area()));
      if (share <= 0 || label.filter(l -> !l.equals(mark.label())).isPresent()) {
        continue;
      }
      if (share >= ENOUGH) {
        return Label.BAD;
      }
      found = Label.UNKNOWN;
    }
    return found;
  }

  /** Frames by view, in the order of the truth file. */
  static Map<ViewKey, List<FrameTruth>> byView(List<FrameTruth> frames) {
    Map<ViewKey, List<FrameTruth>> views = new java.util.LinkedHashMap<>();
    for (FrameTruth frame : frames) {
      views
          .computeIfAbsent(new ViewKey(frame.variant(), frame.view()), k -> new ArrayList<>())
          .add(frame);
    }
    return views;
  }
}
