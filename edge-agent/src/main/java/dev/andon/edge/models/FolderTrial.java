package dev.andon.edge.models;

import dev.andon.edge.capture.FolderSource;
import dev.andon.edge.triage.Autonomy;
import dev.andon.edge.triage.Bounds;
import dev.andon.edge.triage.Enrolment;
import dev.andon.edge.triage.Examined;
import dev.andon.edge.triage.GoldenPatches;
import dev.andon.edge.triage.GridTriager;
import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.ReferenceBank;
import dev.andon.edge.triage.ReferenceView;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.TriagePolicy;
import dev.andon.edge.triage.ViewKey;
import dev.andon.vision.Decoding;
import dev.andon.vision.PatchModel;
import dev.andon.vision.Picture;
import dev.andon.vision.TriageModel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What the shipped policy does with two folders, good and bad: enrols some of the good frames and
 * judges the others, before any verdict and after so many judged defects. Confined to one thread.
 */
final class FolderTrial {
  private static final ViewKey VIEW = new ViewKey("product", "view");

  private final TriageModel model;
  private final Optional<PatchModel> patches;
  private final Layout layout;
  private final int photographs;
  private final long seed;
  private final List<String> notes = new ArrayList<>();
  private long triageNanos;

  FolderTrial(
      TriageModel model, Optional<PatchModel> patches, Layout layout, int photographs, long seed) {
    this.model = model;
    this.patches = patches;
    this.layout = layout;
    this.photographs = photographs;
    this.seed = seed;
  }

  /**
   * One frame, judged before any verdict.
   *
   * @param file its name, {@code good/…} or {@code bad/…}
   * @param bad what it is
   * @param score how suspicious it is, higher is more
   * @param triage what the policy does with it
   * @param bought whether verdicts may decide it: it shows its view, and golden frames alone do not
   *     decide
   */
  record Judged(String file, boolean bad, double score, Triage triage, boolean bought) {}

  /**
   * All frames beside one choice of golden frames.
   *
   * @param view what was enrolled
   * @param frames the others
   * @param cpuMillis of one frame, on one thread
   */
  record Outcome(ReferenceView view, List<Judged> frames, double cpuMillis) {}

  /** Frames that could not be used, and frames that were scaled. */
  List<String> notes() {
    return notes;
  }

  /**
   * Enrols and judges.
   *
   * @param golden how many of the good frames are golden, at least one and fewer than there are
   */
  Outcome run(Path good, Path bad, int golden) throws IOException, InterruptedException {
    List<String> names = new ArrayList<>(FolderSource.pictures(good));
    Collections.shuffle(names, new Random(seed));
    if (golden < 1 || golden > Enrolment.MAX_GOLDEN || golden >= names.size()) {
      throw new IllegalArgumentException(
          "--golden must be 1 … %d and leave a good frame to judge, but is %d of %d in %s"
              .formatted(Enrolment.MAX_GOLDEN, golden, names.size(), good));
    }
    ReferenceView view = enrol(good, names.subList(0, golden));
    ReferenceBank bank = new ReferenceBank();
    bank.put(view);
    TriagePolicy policy = new TriagePolicy(model.bundle().manifest(), List.of());
    List<Judged> frames = new ArrayList<>();
    triageNanos = 0;
    try (GridTriager triager =
        new GridTriager(model, layout, bank, policy, patches, Autonomy.forgetful())) {
      judge(good, names.subList(golden, names.size()), false, triager, view, frames);
      judge(bad, FolderSource.pictures(bad), true, triager, view, frames);
    }
    return new Outcome(view, frames, triageNanos / 1e6 / Math.max(1, frames.size()));
  }

  private ReferenceView enrol(Path folder, List<String> names)
      throws IOException, InterruptedException {
    List<Picture> golden = new ArrayList<>();
    try {
      for (String name : names) {
        Optional<Picture> read = read(folder, name);
        if (read.isPresent()) {
          golden.add(golden.isEmpty() ? read.get() : fitted(read.get(), golden.getFirst(), name));
        }
      }
      return new Enrolment(model, patches, layout, photographs, new Random(seed))
          .enrol(VIEW, golden);
    } finally {
      golden.forEach(Picture::close);
    }
  }

  private void judge(
      Path folder,
      List<String> names,
      boolean bad,
      GridTriager triager,
      ReferenceView view,
      List<Judged> frames)
      throws IOException, InterruptedException {
    for (String name : names) {
      Optional<Picture> read = read(folder, name);
      if (read.isEmpty()) {
        continue;
      }
      try (Picture frame = fitted(read.get(), view.width(), view.height(), name)) {
        frames.add(judged((bad ? "bad/" : "good/") + name, bad, frame, triager));
      }
    }
  }

  private Judged judged(String file, boolean bad, Picture frame, GridTriager triager)
      throws InterruptedException {
    long begun = cpuNanos();
    Triage triage = triager.triage(frame, VIEW);
    triageNanos += cpuNanos() - begun;
    if (triage instanceof Triage.Unsure(var regions, var asked) && asked.isPresent()) {
      return new Judged(file, bad, asked.get().score(), triage, true);
    }
    Examined examined = triager.examine(frame, VIEW);
    double score =
        examined
            .likeness()
            .map(Examined.Likeness::score)
            .orElseGet(() -> triager.suspicion(examined));
    return new Judged(file, bad, score, triage, false);
  }

  /**
   * How frames would be decided after so many judged defects, drawn at random; those are not
   * counted.
   *
   * @return empty where there are not so many defective frames and one more
   */
  static Optional<Decisions> after(Outcome outcome, int verdicts, int golden, long seed) {
    List<Judged> bad = new ArrayList<>(outcome.frames().stream().filter(Judged::bad).toList());
    if (verdicts >= bad.size()) {
      return Optional.empty();
    }
    Collections.shuffle(bad, new Random(seed * 31 + verdicts));
    double[] judged = bad.stream().limit(verdicts).mapToDouble(Judged::score).toArray();
    double[] goods =
        outcome.view().patches().map(GoldenPatches::golden).orElseGet(() -> new double[0]);
    Bounds bounds = Bounds.of(judged, goods, Bounds.Target.DEFAULT);
    Decisions decisions = new Decisions(golden, seed, verdicts);
    bad.stream().skip(verdicts).forEach(frame -> decisions.count(frame, bounds));
    outcome.frames().stream()
        .filter(frame -> !frame.bad())
        .forEach(frame -> decisions.count(frame, bounds));
    return Optional.of(decisions);
  }

  private Picture fitted(Picture picture, Picture like, String name) {
    return fitted(picture, like.width(), like.height(), name);
  }

  /** Closes what it replaces. */
  private Picture fitted(Picture picture, int width, int height, String name) {
    if (picture.width() == width && picture.height() == height) {
      return picture;
    }
    notes.add(
        "%s is %dx%d pixels and was scaled to %dx%d"
            .formatted(name, picture.width(), picture.height(), width, height));
    try (picture) {
      return picture.scaled(width, height);
    }
  }

  private Optional<Picture> read(Path folder, String name) throws IOException {
    return switch (Picture.decode(Files.readAllBytes(folder.resolve(name)), name)) {
      case Decoding.Decoded(Picture picture) -> Optional.of(picture);
      case Decoding.Refused(String reason) -> {
        notes.add("skipped " + reason);
        yield Optional.empty();
      }
    };
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
