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
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a view remembers of its golden frames' patches, for parts that do not lie over one another:
 * of the whole frame, or of each slot by itself, so that what is ordinary in one slot is not in
 * another. Immutable and thread-safe.
 *
 * @param parts at least one; each has scored as many golden frames
 * @param frame the whole frame, where the parts are not; it tells strangers: of 60 cookies shown to
 *     the slots of a screw plate 17 had patches as ordinary as a screw's, none as the plate's
 */
public record GoldenPatches(List<Part> parts, Optional<Part> frame) {
  /** Golden frames that are needed: one cannot be left out beside the others. */
  public static final int LEAST = 2;

  /** Patches that a part keeps at least, however many there are. */
  private static final int LEAST_PATCHES = 250;

  /** Golden frames are left out one by one or, where that would take long, some together. */
  private static final int MOST_LEFT_OUT = 20;

  private static final int LEAST_LEFT_OUT = 5;

  /** Cells along the long side of a map that is put together from slots. */
  private static final int MAP_CELLS = 40;

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
    Box bounds = frames.getFirst().bounds();
    boolean whole = regions.size() == 1 && regions.getFirst().box().equals(bounds);
    return new GoldenPatches(
        parts,
        whole
            ? Optional.empty()
            : Optional.of(Part.of(model, PatchRegion.ofFrame(bounds, 1), frames, 1)));
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
   * middle or the whole, whichever is stranger; a slot that holds nothing is strange by itself.
   */
  Seen see(PatchModel model, Picture picture) throws InterruptedException {
    double[] strangeness = new double[parts.size()];
    double unit = unit();
    Seen worst = parts.getFirst().see(model, picture, unit);
    strangeness[0] = worst.strangeness();
    for (int i = 1; i < strangeness.length; i++) {
      Seen seen = parts.get(i).see(model, picture, unit);
      strangeness[i] = seen.strangeness();
      worst = seen.score() > worst.score() ? seen : worst;
    }
    Arrays.sort(strangeness);
    double middle = strangeness[(strangeness.length - 1) / 2];
    double whole = frame.isPresent() ? frame.get().see(model, picture, unit).strangeness() : 0;
    return new Seen(worst.score(), Math.max(middle, whole), worst.worst());
  }

  /**
   * One place of a frame.
   *
   * @param box in pixels of the frame
   * @param distance from anything golden; the golden frames' worst is 1
   */
  record Place(Box box, double distance) {}

  /** How far each place of a frame is from anything golden, region by region. */
  List<Place> places(PatchModel model, Picture frame) throws InterruptedException {
    List<Place> places = new ArrayList<>();
    for (Part part : parts) {
      addPlaces(part, part.region().patches(model, frame), part.memory(), places);
    }
    return places;
  }

  /**
   * The same of a golden frame beside the others.
   *
   * @param frames what was remembered, in order
   * @param index of the one that is left out
   */
  List<Place> leftOut(PatchModel model, List<Picture> frames, int index)
      throws InterruptedException {
    List<Place> places = new ArrayList<>();
    for (Part part : parts) {
      List<Patches> others = new ArrayList<>();
      for (Picture frame : frames) {
        others.add(part.region().patches(model, frame));
      }
      Patches own = others.remove(index);
      addPlaces(part, own, PatchMemory.of(others), places);
    }
    return places;
  }

  private void addPlaces(Part part, Patches seen, PatchMemory memory, List<Place> places) {
    float[] distances = memory.distances(seen).smoothed().values();
    for (int cell = 0; cell < distances.length; cell++) {
      places.add(new Place(seen.place(cell, part.region().box()), distances[cell] / unit()));
    }
  }

  /**
   * How far each place of a frame is from anything golden, as a map of the whole frame; 0 where
   * nothing is remembered.
   */
  DistanceMap map(PatchModel model, Picture frame) throws InterruptedException {
    Part first = parts.getFirst();
    if (parts.size() == 1 && first.region().box().equals(frame.bounds())) {
      return first
          .memory()
          .distances(first.region().patches(model, frame))
          .smoothed()
          .inUnitsOf(unit());
    }
    double cell = 1.0 * Math.max(frame.width(), frame.height()) / MAP_CELLS;
    int rows = Math.max(1, (int) Math.round(frame.height() / cell));
    int columns = Math.max(1, (int) Math.round(frame.width() / cell));
    float[] values = new float[rows * columns];
    for (Place place : places(model, frame)) {
      raise(values, rows, columns, place, frame.bounds());
    }
    return new DistanceMap(rows, columns, values);
  }

  private static void raise(float[] values, int rows, int columns, Place place, Box frame) {
    int top = place.box().y1() * rows / frame.height();
    int bottom = (place.box().y2() - 1) * rows / frame.height();
    int left = place.box().x1() * columns / frame.width();
    int right = (place.box().x2() - 1) * columns / frame.width();
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        int at = row * columns + column;
        values[at] = Math.max(values[at], (float) place.distance());
      }
    }
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
    return Stream.concat(parts.stream(), frame.stream())
        .mapToLong(part -> 2 * part.memory().bytes())
        .sum();
  }
}
