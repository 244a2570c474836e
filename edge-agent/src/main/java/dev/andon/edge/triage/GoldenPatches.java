package dev.andon.edge.triage;

import dev.andon.vision.DistanceMap;
import dev.andon.vision.GoldenScores;
import dev.andon.vision.PatchMemory;
import dev.andon.vision.PatchModel;
import dev.andon.vision.PatchScore;
import dev.andon.vision.Patches;
import dev.andon.vision.Picture;
import dev.andon.wire.Box;
import java.util.ArrayList;
import java.util.List;

/**
 * What a view remembers of its golden frames' patches, for parts that do not lie over one another.
 * Immutable and thread-safe.
 *
 * @param memory the patches that are kept
 * @param scores what each golden frame scores beside the others
 */
public record GoldenPatches(PatchMemory memory, GoldenScores scores) {
  /** Golden frames that are needed: one cannot be left out beside the others. */
  public static final int LEAST = 2;

  /**
   * Remembers golden frames.
   *
   * @param frames at least {@link #LEAST}
   */
  static GoldenPatches of(PatchModel model, List<Picture> frames) throws InterruptedException {
    List<Patches> golden = new ArrayList<>();
    for (Picture frame : frames) {
      golden.add(model.patches(frame));
    }
    return new GoldenPatches(
        PatchMemory.of(golden), PatchMemory.leaveOneOut(golden, PatchMemory.DEFAULT_PATCHES));
  }

  /**
   * A frame beside the golden ones.
   *
   * @param score of its worst place; the golden frames' worst is 1
   * @param strange whether it shows something else than this view
   * @param worst where its worst place lies
   */
  record Seen(double score, boolean strange, Box worst) {}

  /** A frame beside what is remembered. */
  Seen see(PatchModel model, Picture frame) throws InterruptedException {
    Patches patches = model.patches(frame);
    DistanceMap distances = memory.distances(patches);
    PatchScore score = distances.score();
    return new Seen(
        score.worst() / unit(),
        scores.strangeness(score) > GoldenScores.NOT_THIS_VIEW,
        patches.place(warmest(distances.smoothed().values()), frame.bounds()));
  }

  /** How far each place of a frame is from anything golden; the golden frames' worst is 1. */
  DistanceMap map(PatchModel model, Picture frame) throws InterruptedException {
    return memory.distances(model.patches(frame)).smoothed().inUnitsOf(unit());
  }

  private static int warmest(float[] cells) {
    int warmest = 0;
    for (int cell = 1; cell < cells.length; cell++) {
      warmest = cells[cell] > cells[warmest] ? cell : warmest;
    }
    return warmest;
  }

  /** Scores of the golden frames themselves, in the same unit as {@link Seen#score}. */
  public double[] golden() {
    return scores.frames().stream().mapToDouble(each -> each.worst() / unit()).toArray();
  }

  private double unit() {
    return Math.max(1e-6, scores.worst());
  }
}
