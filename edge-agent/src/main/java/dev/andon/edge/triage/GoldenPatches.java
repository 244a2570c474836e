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
import java.util.Arrays;
import java.util.List;

/**
 * What a view remembers of its golden frames' patches, for parts that do not lie over one another:
 * of the whole frame, or of each slot by itself, so that what is ordinary in one slot is not in
 * another. Immutable and thread-safe.
 *
 * @param parts at least one; each has scored as many golden frames
 */
public record GoldenPatches(List<Part> parts) {
  /** Golden frames that are needed: one cannot be left out beside the others. */
  public static final int LEAST = 2;

  /** Patches that a part keeps at least, however many there are. */
  private static final int LEAST_PATCHES = 250;

  /** Golden frames are left out one by one or, where that would take long, some together. */
  private static final int MOST_LEFT_OUT = 20;

  private static final int LEAST_LEFT_OUT = 5;

  /** Patches that go through all the memories built for it: some seconds. */
  private static final int AFFORDABLE = 250_000;

  /**
   * What is remembered of one region.
   *
   * @param region where it lies
   * @param memory the patches that are kept
   * @param scores what each golden frame scores beside the others
   */
  public record Part(PatchRegion region, PatchMemory memory, GoldenScores scores) {
    private static Part of(PatchModel model, PatchRegion region, List<Picture> frames, int regions)
        throws InterruptedException {
      List<Patches> golden = new ArrayList<>();
      for (Picture frame : frames) {
        golden.add(region.patches(model, frame));
      }
      int most = Math.max(LEAST_PATCHES, PatchMemory.DEFAULT_PATCHES / regions);
      int patches = regions * golden.stream().mapToInt(Patches::count).sum();
      int times = Math.clamp(AFFORDABLE / patches, LEAST_LEFT_OUT, MOST_LEFT_OUT);
      return new Part(
          region, PatchMemory.of(golden, most), PatchMemory.leaveOneOut(golden, most, times));
    }

    private Seen see(PatchModel model, Picture frame, double unit) throws InterruptedException {
      Patches patches = region.patches(model, frame);
      DistanceMap distances = memory.distances(patches);
      PatchScore score = distances.score();
      return new Seen(
          score.worst() / unit,
          scores.strangeness(score),
          patches.place(warmest(distances.smoothed().values()), region.box()));
    }
  }

  /** Copies the list and refuses parts of different golden frames. */
  public GoldenPatches {
    parts = List.copyOf(parts);
    if (parts.stream().map(part -> part.scores().frames().size()).distinct().count() != 1) {
      throw new IllegalArgumentException(
          "a view remembers at least one region, and the same golden frames in each");
    }
  }

  /**
   * Remembers golden frames.
   *
   * @param frames at least {@link #LEAST}
   * @param regions at least one
   */
  static GoldenPatches of(PatchModel model, List<Picture> frames, List<PatchRegion> regions)
      throws InterruptedException {
    List<Part> parts = new ArrayList<>();
    for (PatchRegion region : regions) {
      parts.add(Part.of(model, region, frames, regions.size()));
    }
    return new GoldenPatches(parts);
  }

  /**
   * A frame beside the golden ones.
   *
   * @param score of its worst place; the golden frames' worst is 1
   * @param strangeness about 1 where it shows this view
   * @param worst where its worst place lies
   */
  record Seen(double score, double strangeness, Box worst) {
    /** Whether it shows something else than this view. */
    boolean strange() {
      return strangeness > GoldenScores.NOT_THIS_VIEW;
    }
  }

  /**
   * A frame beside what is remembered: as bad as its worst region, as strange as the one in the
   * middle; a slot that holds nothing is strange by itself.
   */
  Seen see(PatchModel model, Picture frame) throws InterruptedException {
    double[] strangeness = new double[parts.size()];
    double unit = unit();
    Seen worst = parts.getFirst().see(model, frame, unit);
    strangeness[0] = worst.strangeness();
    for (int i = 1; i < strangeness.length; i++) {
      Seen seen = parts.get(i).see(model, frame, unit);
      strangeness[i] = seen.strangeness();
      worst = seen.score() > worst.score() ? seen : worst;
    }
    Arrays.sort(strangeness);
    return new Seen(worst.score(), strangeness[(strangeness.length - 1) / 2], worst.worst());
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
    double[] golden = new double[parts.getFirst().scores().frames().size()];
    for (Part part : parts) {
      for (int i = 0; i < golden.length; i++) {
        golden[i] = Math.max(golden[i], part.scores().frames().get(i).worst() / unit());
      }
    }
    return golden;
  }

  /**
   * One for all regions: of a few golden frames the worst of a single slot says little, and slots
   * whose parts hardly differ would be the most suspicious.
   */
  private double unit() {
    return Math.max(
        1e-6, parts.stream().mapToDouble(part -> part.scores().worst()).max().orElseThrow());
  }

  /**
   * How far the worst golden frame, left out, is from the others, beside the one in the middle: how
   * much good parts differ.
   */
  public double spread() {
    double[] golden = golden();
    Arrays.sort(golden);
    return golden[golden.length - 1] / Math.max(1e-6, golden[(golden.length - 1) / 2]);
  }

  /** Where patches are remembered, for people. */
  public String places() {
    int tiles = parts.getFirst().region().tiles();
    if (parts.size() > 1) {
      return parts.size() + " slots";
    }
    return tiles > 1 ? tiles + " tiles of the frame" : "the frame as a whole";
  }

  /** Bytes in memory. */
  long bytes() {
    return parts.stream().mapToLong(part -> 2 * part.memory().bytes()).sum();
  }
}
