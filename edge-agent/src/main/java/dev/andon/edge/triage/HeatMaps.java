package dev.andon.edge.triage;

import dev.andon.vision.DecodeLimits;
import dev.andon.vision.GoldenPicture;
import dev.andon.vision.GreyPicture;
import dev.andon.vision.PatchModel;
import dev.andon.vision.Picture;
import dev.andon.vision.PixelDifference;
import dev.andon.wire.Box;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Shows a person what a view's golden frames make of a picture: distances of its patches where they
 * are remembered, else its pixels beside the golden frames', cell by cell. For looking at; {@link
 * GridTriager} decides. Thread-safe.
 */
public final class HeatMaps {
  /** Cells along the long side where pixels are compared. */
  private static final int CELLS = 40;

  /** Pixels of a cell's side at least: the comparison averages over five. */
  private static final int LEAST_CELL = 8;

  /** Broken cookies reach 1.07 to 1.3. */
  private static final double GLARING_PATCHES = 1.3;

  private static final double GLARING_PIXELS = 3;

  /** Other golden frames that the pixels of one are compared with, to find the most unlike. */
  private static final int COMPARED = 4;

  private final Optional<PatchModel> patches;

  /**
   * @param patches the backbone that made the views' patches; stays the caller's
   */
  public HeatMaps(Optional<PatchModel> patches) {
    this.patches = patches;
  }

  /**
   * A picture beside the golden frames.
   *
   * @param picture of the view's size
   * @throws InterruptedException when interrupted while waiting for the model
   */
  public Heat of(Picture picture, ReferenceView view) throws InterruptedException {
    Optional<GoldenPatches> golden = view.patches();
    return golden.isPresent() && patches.isPresent()
        ? heat(golden.get().places(patches.get(), picture))
        : pixels(picture, view, view.golden());
  }

  /**
   * A golden frame beside the others of its view.
   *
   * @param index of it, from 0
   * @param heat what is unlike the others
   */
  public record LeftOut(int index, Heat heat) {}

  /**
   * The golden frames that are most unlike the others of their view, the worst first.
   *
   * @param frames what the view was enrolled from, in order; none is left out of one
   * @param most how many
   * @throws InterruptedException when interrupted while waiting for the model
   */
  public List<LeftOut> leftOut(List<Picture> frames, ReferenceView view, int most)
      throws InterruptedException {
    if (frames.size() < 2) {
      return List.of();
    }
    return view.patches().isPresent() && patches.isPresent()
        ? leftOutByPatches(frames, view.patches().get(), patches.get(), most)
        : leftOutByPixels(frames, view, most);
  }

  private static List<LeftOut> leftOutByPatches(
      List<Picture> frames, GoldenPatches golden, PatchModel model, int most)
      throws InterruptedException {
    double[] scores = golden.golden();
    List<Integer> worst =
        IntStream.range(0, Math.min(scores.length, frames.size()))
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> scores[i]).reversed())
            .limit(most)
            .toList();
    List<LeftOut> found = new ArrayList<>();
    for (int index : worst) {
      found.add(new LeftOut(index, heat(golden.leftOut(model, frames, index))));
    }
    return found;
  }

  private static List<LeftOut> leftOutByPixels(List<Picture> frames, ReferenceView view, int most) {
    List<LeftOut> found = new ArrayList<>();
    for (int index = 0; index < frames.size(); index++) {
      List<ReferenceView.Golden> others = new ArrayList<>();
      for (int next = 1; next <= Math.min(COMPARED, frames.size() - 1); next++) {
        others.add(view.golden().get((index + next) % frames.size()));
      }
      found.add(new LeftOut(index, pixels(frames.get(index), view, others)));
    }
    return found.stream()
        .sorted(Comparator.comparingDouble((LeftOut each) -> each.heat().worst()).reversed())
        .limit(most)
        .toList();
  }

  private static Heat heat(List<GoldenPatches.Place> places) {
    return new Heat(
        places.stream().map(GoldenPatches.Place::box).toList(),
        places.stream().mapToDouble(GoldenPatches.Place::distance).toArray(),
        GLARING_PATCHES);
  }

  private static Heat pixels(
      Picture picture, ReferenceView view, List<ReferenceView.Golden> golden) {
    List<Box> cells = cells(picture.width(), picture.height());
    double[] least = new double[cells.size()];
    Arrays.fill(least, Double.MAX_VALUE);
    try (PixelDifference difference = new PixelDifference();
        GreyPicture frame = GreyPicture.of(picture)) {
      for (ReferenceView.Golden each : golden) {
        try (GoldenPicture reference = GoldenPicture.decode(each.png(), DecodeLimits.DEFAULT)) {
          float[] values = difference.compare(reference, frame, cells).byTile();
          for (int cell = 0; cell < least.length; cell++) {
            least[cell] = Math.min(least[cell], values[cell] / view.noise().pixels());
          }
        }
      }
    }
    return new Heat(cells, least, GLARING_PIXELS);
  }

  /** Squares over a picture; those at the right and at the bottom may be smaller. */
  public static List<Box> cells(int width, int height) {
    int side = Math.max(LEAST_CELL, Math.max(width, height) / CELLS);
    List<Box> cells = new ArrayList<>();
    for (int y = 0; y < height; y += side) {
      for (int x = 0; x < width; x += side) {
        cells.add(new Box(x, y, Math.min(width, x + side), Math.min(height, y + side)));
      }
    }
    return cells;
  }
}
