package dev.andon.edge.triage;

import static java.util.Objects.requireNonNull;

import dev.andon.vision.ComparisonPicture;
import dev.andon.vision.DecodeLimits;
import dev.andon.vision.DistanceMap;
import dev.andon.vision.GoldenPicture;
import dev.andon.vision.GreyPicture;
import dev.andon.vision.Picture;
import dev.andon.vision.PixelDifference;
import dev.andon.vision.TileScores;
import dev.andon.wire.Box;
import dev.andon.wire.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Measures how far a frame's tiles are from golden frames, in raw units. Pixels are compared with
 * the few golden frames whose embeddings are nearest: light and position of the nearest ones are
 * the most alike. Thread-safe.
 */
final class GoldenComparison implements AutoCloseable {
  private static final int NEAREST = 2;

  /** Good frames reach 1.3 times their view's noise, most defects lie above 3. */
  private static final ComparisonPicture.Tint PIXEL_TINT = new ComparisonPicture.Tint(1.3, 3);

  /** Golden frames reach 1. */
  private static final ComparisonPicture.Tint PATCH_TINT = new ComparisonPicture.Tint(1, 2);

  private final ConcurrentLinkedQueue<PixelDifference> idle = new ConcurrentLinkedQueue<>();
  private final PixelCache pixels;

  /**
   * A comparison with its own cache of decoded golden frames.
   *
   * @param cacheBytes most bytes of decoded pixels, outside the heap
   */
  GoldenComparison(long cacheBytes) {
    this.pixels = new PixelCache(cacheBytes);
  }

  /**
   * Raw distances of one frame.
   *
   * @param embedding per slot, least 1 − cosine to a golden tile of the same slot
   * @param pixels beside the golden frames
   */
  record Raw(double[] embedding, Pixels pixels) {

    List<ReferenceDistance> inUnitsOf(ReferenceView.Noise noise) {
      List<ReferenceDistance> distances = new ArrayList<>(embedding.length);
      for (int i = 0; i < embedding.length; i++) {
        distances.add(
            new ReferenceDistance(
                Math.max(0, embedding[i]) / noise.embedding(), pixels.least()[i] / noise.pixels()));
      }
      return distances;
    }
  }

  /**
   * How pixels differ.
   *
   * @param least per slot, least difference to a golden frame
   * @param differing least share of pixels that differ plainly from a golden frame, 0 … 1
   */
  record Pixels(double[] least, double differing) {}

  Raw measure(
      Picture picture,
      List<TileScores> tiles,
      List<ReferenceView.Golden> golden,
      ReferenceView view) {
    double[] embedding = new double[tiles.size()];
    for (int slot = 0; slot < embedding.length; slot++) {
      embedding[slot] = nearest(tiles.get(slot), golden, slot);
    }
    return new Raw(embedding, pixels(picture, nearest(tiles, golden), view));
  }

  private static double nearest(TileScores tile, List<ReferenceView.Golden> golden, int slot) {
    double least = Double.MAX_VALUE;
    for (ReferenceView.Golden each : golden) {
      least = Math.min(least, tile.distanceTo(each.tiles().get(slot).embedding()));
    }
    return least;
  }

  private static List<ReferenceView.Golden> nearest(
      List<TileScores> tiles, List<ReferenceView.Golden> golden) {
    if (golden.size() <= NEAREST) {
      return golden;
    }
    return golden.stream()
        .sorted(Comparator.comparingDouble(each -> distance(tiles, each)))
        .limit(NEAREST)
        .toList();
  }

  private static double distance(List<TileScores> tiles, ReferenceView.Golden golden) {
    double sum = 0;
    for (int slot = 0; slot < tiles.size(); slot++) {
      sum += tiles.get(slot).distanceTo(golden.tiles().get(slot).embedding());
    }
    return sum;
  }

  /** The same of the pixels alone, which takes a tenth of the time. */
  Pixels pixels(Picture picture, List<ReferenceView.Golden> golden, ReferenceView view) {
    double share = 1;
    double[] least = new double[view.slots().size()];
    Arrays.fill(least, Double.MAX_VALUE);
    PixelDifference difference = borrow();
    try (GreyPicture frame = GreyPicture.of(picture)) {
      for (ReferenceView.Golden each : golden) {
        try (GoldenPicture reference = pixels.decoded(each)) {
          PixelDifference.Differences found = difference.compare(reference, frame, view.slots());
          share = Math.min(share, found.share());
          for (int slot = 0; slot < least.length; slot++) {
            least[slot] = Math.min(least[slot], found.byTile()[slot]);
          }
        }
      }
    } finally {
      idle.add(difference);
    }
    return new Pixels(least, share);
  }

  /**
   * The golden frame nearest to a doubt, drawn beside it with the differences of their pixels.
   *
   * @param region what is drawn of both
   * @return the caller's to close
   */
  Picture beside(Picture picture, List<Region> doubt, Box region, ReferenceView view) {
    ComparisonPicture.Panel panel = ComparisonPicture.panel(region);
    PixelDifference difference = borrow();
    try (GreyPicture frame = GreyPicture.of(picture)) {
      @Nullable GoldenFrame nearest = null;
      for (ReferenceView.Golden each : nearest(doubt, view)) {
        try (GoldenPicture golden = pixels.decoded(each)) {
          DistanceMap map = difference.map(golden, frame, region, panel.height(), panel.width());
          if (nearest == null || map.mean() < nearest.differences().mean()) {
            nearest = new GoldenFrame(each, map);
          }
        }
      }
      return drawn(requireNonNull(nearest).inUnitsOf(view.noise()), frame, region, PIXEL_TINT);
    } finally {
      idle.add(difference);
    }
  }

  /**
   * The same with differences that were found by other means.
   *
   * @param differences of the whole frame; golden frames reach 1
   * @return the caller's to close
   */
  Picture beside(Picture picture, List<Region> doubt, DistanceMap differences, ReferenceView view) {
    try (GreyPicture frame = GreyPicture.of(picture)) {
      GoldenFrame nearest = new GoldenFrame(nearest(doubt, view).getFirst(), differences);
      return drawn(nearest, frame, picture.bounds(), PATCH_TINT);
    }
  }

  private record GoldenFrame(ReferenceView.Golden golden, DistanceMap differences) {
    GoldenFrame inUnitsOf(ReferenceView.Noise noise) {
      return new GoldenFrame(golden, differences.inUnitsOf(noise.pixels()));
    }
  }

  private Picture drawn(
      GoldenFrame nearest, GreyPicture frame, Box region, ComparisonPicture.Tint tint) {
    try (GoldenPicture golden = pixels.decoded(nearest.golden())) {
      return ComparisonPicture.draw(golden.grey(), frame, region, nearest.differences(), tint);
    }
  }

  /** By the embeddings of the doubtful tiles; in their own order where there are none. */
  private static List<ReferenceView.Golden> nearest(List<Region> doubt, ReferenceView view) {
    return view.golden().stream()
        .sorted(Comparator.comparingDouble(each -> apart(doubt, each)))
        .limit(NEAREST)
        .toList();
  }

  private static double apart(List<Region> doubt, ReferenceView.Golden golden) {
    double sum = 0;
    for (Region region : doubt) {
      float[] known = golden.tiles().get(region.slot()).embedding();
      boolean comparable = known.length == region.embedding().length;
      sum += comparable ? golden.tiles().get(region.slot()).distanceTo(region.embedding()) : 0;
    }
    return sum;
  }

  private PixelDifference borrow() {
    PixelDifference free = idle.poll();
    return free == null ? new PixelDifference() : free;
  }

  @Override
  public void close() {
    idle.forEach(PixelDifference::close);
    idle.clear();
    pixels.close();
  }

  /** Decoded golden frames, the ones used last, within a bound. Thread-safe. */
  private static final class PixelCache implements AutoCloseable {
    private final long maxBytes;
    private final LinkedHashMap<ReferenceView.Golden, GoldenPicture> decoded =
        new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    PixelCache(long maxBytes) {
      this.maxBytes = maxBytes;
    }

    /**
     * A handle that the caller closes; golden frames are the same only if their bytes are one
     * array.
     */
    synchronized GoldenPicture decoded(ReferenceView.Golden golden) {
      GoldenPicture known = decoded.get(golden);
      if (known == null) {
        known = prepared(golden);
        decoded.put(golden, known);
        bytes += known.bytes();
      }
      GoldenPicture handle = known.share();
      shrink();
      return handle;
    }

    /** Quick ones as long as there is room: without, twice as many find place. */
    private GoldenPicture prepared(ReferenceView.Golden golden) {
      try (GreyPicture grey = GreyPicture.decode(golden.png(), DecodeLimits.DEFAULT)) {
        long quick = GoldenPicture.bytes(grey.width(), grey.height(), true);
        return GoldenPicture.of(grey, bytes + quick <= maxBytes);
      }
    }

    private void shrink() {
      var eldest = decoded.entrySet().iterator();
      while (bytes > maxBytes && eldest.hasNext()) {
        GoldenPicture picture = eldest.next().getValue();
        bytes -= picture.bytes();
        picture.close();
        eldest.remove();
      }
    }

    @Override
    public synchronized void close() {
      decoded.values().forEach(GoldenPicture::close);
      decoded.clear();
      bytes = 0;
    }
  }
}
