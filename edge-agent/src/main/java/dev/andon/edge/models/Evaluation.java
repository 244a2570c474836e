package dev.andon.edge.models;

import dev.andon.edge.capture.Truth;
import dev.andon.edge.models.MeasuredTile.Label;
import dev.andon.edge.triage.Enrolment;
import dev.andon.edge.triage.Examined;
import dev.andon.edge.triage.GridTriager;
import dev.andon.edge.triage.Grounds;
import dev.andon.edge.triage.JudgedTile;
import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.ReferenceBank;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.TriagePolicy;
import dev.andon.edge.triage.ViewKey;
import dev.andon.vision.Decoding;
import dev.andon.vision.Picture;
import dev.andon.vision.TriageModel;
import dev.andon.wire.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Judges labelled frames with the code that ships. Each view is enrolled from its golden rows
 * alone, judged and let go. Confined to one thread; several may share one model.
 */
final class Evaluation {
  /** Part of a mark that must lie in a tile for the tile to be bad; less is a sliver. */
  private static final double ENOUGH = 0.3;

  private final TriageModel model;
  private final TriagePolicy policy;
  private final Layout layout;
  private final Path folder;
  private final int photographs;
  private final long seed;
  private final List<MeasuredFrame> measured = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  Evaluation(
      TriageModel model,
      TriagePolicy policy,
      Layout layout,
      Path folder,
      int photographs,
      long seed) {
    this.model = model;
    this.policy = policy;
    this.layout = layout;
    this.folder = folder;
    this.photographs = photographs;
    this.seed = seed;
  }

  /** The frames that were judged so far. */
  List<MeasuredFrame> measured() {
    return measured;
  }

  /** One line per frame that could not be used. */
  List<String> skipped() {
    return skipped;
  }

  /** Enrols one view's golden frames and judges its others. */
  void view(ViewKey key, List<Truth> frames) throws InterruptedException {
    ReferenceBank bank = new ReferenceBank();
    enrol(key, frames, bank);
    try (GridTriager triager = new GridTriager(model, layout, bank, policy)) {
      for (Truth truth : frames) {
        if (truth.state() != Truth.State.GOLDEN) {
          judge(key, truth, triager);
        }
      }
    }
  }

  private void enrol(ViewKey key, List<Truth> frames, ReferenceBank bank)
      throws InterruptedException {
    List<Picture> golden = new ArrayList<>();
    try {
      for (Truth truth : frames) {
        if (truth.state() == Truth.State.GOLDEN && golden.size() < Enrolment.MAX_GOLDEN) {
          read(truth.file()).ifPresent(golden::add);
        }
      }
      if (!golden.isEmpty()) {
        Random random = new Random(seed ^ key.hashCode());
        bank.put(new Enrolment(model, layout, photographs, random).enrol(key, golden));
      }
    } catch (IllegalArgumentException e) {
      skipped.add(key + ": judged without golden frames: " + e.getMessage());
    } finally {
      golden.forEach(Picture::close);
    }
  }

  private void judge(ViewKey key, Truth truth, GridTriager triager) throws InterruptedException {
    Optional<Picture> read = read(truth.file());
    if (read.isEmpty()) {
      return;
    }
    try (Picture picture = read.get()) {
      measured.add(
          measure(truth, triager.examine(picture, key).tiles(), triager.triage(picture, key)));
    }
  }

  private MeasuredFrame measure(Truth truth, List<JudgedTile> judged, Triage triage) {
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

  private Label[] labels(Truth truth, Box tile) {
    List<String> classes = model.classes();
    Label[] labels = new Label[classes.size()];
    Arrays.setAll(labels, i -> label(truth, tile, Optional.of(classes.get(i))));
    return labels;
  }

  /** A defective frame without marks says nothing about any of its tiles. */
  private static Label label(Truth truth, Box tile, Optional<String> label) {
    if (truth.state() == Truth.State.DEFECT && truth.defects().isEmpty()) {
      return Label.UNKNOWN;
    }
    Label found = Label.GOOD;
    for (Truth.Mark mark : truth.defects()) {
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

  private Optional<Picture> read(String file) {
    Path path = folder.resolve(file);
    try {
      if (!Files.isRegularFile(path)) {
        skipped.add(file + ": there is no such file in " + folder);
        return Optional.empty();
      }
      return switch (Picture.decode(Files.readAllBytes(path), file)) {
        case Decoding.Decoded(Picture picture) -> Optional.of(picture);
        case Decoding.Refused(String reason) -> {
          skipped.add(reason);
          yield Optional.empty();
        }
      };
    } catch (IOException e) {
      skipped.add(file + ": cannot be read: " + e);
      return Optional.empty();
    }
  }

  /** Frames by view, in the order of the truth file. */
  static Map<ViewKey, List<Truth>> byView(List<Truth> frames) {
    Map<ViewKey, List<Truth>> views = new java.util.LinkedHashMap<>();
    for (Truth frame : frames) {
      views
          .computeIfAbsent(new ViewKey(frame.variant(), frame.view()), k -> new ArrayList<>())
          .add(frame);
    }
    return views;
  }
}
