package dev.andon.vision;

import dev.andon.wire.Box;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * Compares two pictures of the same place: one global shift within ±4 pixels and one gain for the
 * whole frame, then the difference averaged over 5×5 pixels, in units of what half a pixel of
 * misplacement and sensor noise explain there: half the local range of the golden frame, plus
 * {@link #NOISE} grey levels. So an edge may move a little, and a faint scratch on a plain face
 * still stands out. A tile's difference is the greatest inside it, from 0; about 1 is noise. Reuses
 * its matrices. Not thread-safe.
 */
public final class PixelDifference implements AutoCloseable {
  /** Largest shift that is searched, in pixels either way. */
  public static final int MAX_SHIFT = 4;

  /** Grey levels that averaged sensor noise and JPEG explain where a picture is plain. */
  public static final double NOISE = 6;

  /** From here on a pixel differs plainly: three times what half a pixel and noise explain. */
  static final double PLAIN = 3;

  private static final double MAX_GAIN = 1.25;

  /** No level of 255 changes by half a level. */
  private static final double NO_GAIN = 0.49 / 255;

  static {
    Natives.load();
  }

  private final Mat gained = new Mat();
  private final Mat seen = new Mat();
  private final Mat known = new Mat();
  private final Mat sum = new Mat();
  private final Mat mean = new Mat();
  private final ShiftSearch shifts = new ShiftSearch();
  private final RatioSearch ratios = new RatioSearch();
  private final WindowSums sums = new WindowSums();

  /**
   * A displacement in pixels: a frame's pixel (x + dx, y + dy) shows what the golden frame shows at
   * (x, y).
   *
   * @param dx to the right
   * @param dy down
   */
  public record Shift(int dx, int dy) {}

  /**
   * How two pictures differ. The array is nobody's to change.
   *
   * @param byTile the greatest difference inside each tile, from 0
   * @param share of the tiles' pixels that differ plainly, 0 … 1: defects take few of them, a part
   *     that lies elsewhere many
   */
  public record Differences(float[] byTile, double share) {}

  /**
   * Compares a frame with a golden one.
   *
   * @param golden the golden frame
   * @param frame the frame in question, of the same size
   * @param tiles inside both, at least one
   */
  public Differences compare(GoldenPicture golden, GreyPicture frame, List<Box> tiles) {
    float[] differences = new float[tiles.size()];
    long differing = 0;
    long area = 0;
    try (Overlap overlap = fill(golden, frame)) {
      for (int i = 0; i < differences.length; i++) {
        Optional<Box> inner = overlap.inner(tiles.get(i));
        if (inner.isPresent()) {
          ratios.look(inner.get());
          differences[i] = ratios.ratio();
          differing += ratios.plain();
        }
        area += tiles.get(i).area();
      }
    }
    return new Differences(differences, (double) differing / area);
  }

  /**
   * Differences of a region of the frame, cell by cell: the greatest in each.
   *
   * @param golden the golden frame
   * @param frame the frame in question, of the same size
   * @param region inside both
   * @param rows cells from top to bottom, at most the region's height
   * @param columns cells from left to right, at most the region's width
   */
  public DistanceMap map(
      GoldenPicture golden, GreyPicture frame, Box region, int rows, int columns) {
    float[] cells = new float[rows * columns];
    try (Overlap overlap = fill(golden, frame)) {
      for (int y = 0; y < region.height(); y++) {
        int firstCell = y * rows / region.height() * columns;
        for (int x = 0; x < region.width(); x++) {
          int cell = firstCell + x * columns / region.width();
          int row = region.y1() + y - overlap.shift().dy();
          int column = region.x1() + x - overlap.shift().dx();
          if (overlap.tells(row, column)) {
            cells[cell] = Math.max(cells[cell], overlap.ratioAt(ratios, row, column));
          }
        }
      }
    }
    return new DistanceMap(rows, columns, cells);
  }

  /** Makes {@link #ratios} ready for the places that both show. */
  private Overlap fill(GoldenPicture golden, GreyPicture frame) {
    GreyPicture grey = golden.grey();
    if (grey.width() != frame.width() || grey.height() != frame.height()) {
      throw new IllegalArgumentException(frame + " cannot be compared with " + grey);
    }
    Mat bright = equalised(golden.brightness(), frame);
    Overlap overlap = new Overlap(shifts.best(grey.mat(), bright), grey.mat(), golden.explained());
    difference(golden, bright, overlap);
    ratios.over(mean, overlap.explained());
    return overlap;
  }

  /**
   * Averaged with its sign, so that noise cancels and a defect does not: the difference of two sums
   * is the sum of differences.
   */
  private void difference(GoldenPicture golden, Mat frame, Overlap overlap) {
    sums.of(frame, seen);
    try (Mat now = overlap.ofFrame(seen);
        Mat then = overlap.ofGolden(golden.sums(sums, known))) {
      opencv_core.absdiff(now, then, sum);
    }
    sum.convertTo(mean, opencv_core.CV_8U, 1.0 / WindowSums.PIXELS, 0);
  }

  /** The frame as bright as the golden one; itself where the gain would change no pixel. */
  private Mat equalised(double golden, GreyPicture frame) {
    double ratio = golden / Math.max(1, frame.brightness());
    double gain = Math.clamp(ratio, 1 / MAX_GAIN, MAX_GAIN);
    if (Math.abs(gain - 1) < NO_GAIN) {
      return frame.mat();
    }
    frame.mat().convertTo(gained, opencv_core.CV_8U, gain, 0);
    return gained;
  }

  /**
   * The places that golden frame and moved frame both show; a view of them in each. A place counts
   * unless a shift moved it in from outside or its window reaches such a one.
   */
  private static final class Overlap implements AutoCloseable {
    private final Shift shift;
    private final int width;
    private final int height;
    private final Rect inGolden;
    private final Rect inFrame;
    private final Mat explained;

    Overlap(Shift shift, Mat golden, Mat explained) {
      this.shift = shift;
      this.width = golden.cols();
      this.height = golden.rows();
      int common = width - Math.abs(shift.dx());
      int high = height - Math.abs(shift.dy());
      this.inGolden = new Rect(left(), top(), common, high);
      this.inFrame = new Rect(Math.max(0, shift.dx()), Math.max(0, shift.dy()), common, high);
      this.explained = new Mat(explained, inGolden);
    }

    private int left() {
      return Math.max(0, -shift.dx());
    }

    private int top() {
      return Math.max(0, -shift.dy());
    }

    Shift shift() {
      return shift;
    }

    Mat explained() {
      return explained;
    }

    Mat ofGolden(Mat whole) {
      return new Mat(whole, inGolden);
    }

    Mat ofFrame(Mat whole) {
      return new Mat(whole, inFrame);
    }

    /** What counts of a tile, in places of the overlap. */
    Optional<Box> inner(Box tile) {
      int marginX = margin(shift.dx());
      int marginY = margin(shift.dy());
      int x1 = Math.max(tile.x1(), marginX);
      int y1 = Math.max(tile.y1(), marginY);
      int x2 = Math.min(tile.x2(), width - marginX);
      int y2 = Math.min(tile.y2(), height - marginY);
      return x1 < x2 && y1 < y2
          ? Optional.of(new Box(x1 - left(), y1 - top(), x2 - left(), y2 - top()))
          : Optional.empty();
    }

    /** Whether a place of the golden frame counts. */
    boolean tells(int row, int column) {
      int marginX = margin(shift.dx());
      int marginY = margin(shift.dy());
      return row >= marginY
          && row < height - marginY
          && column >= marginX
          && column < width - marginX;
    }

    float ratioAt(RatioSearch ratios, int row, int column) {
      return ratios.ratioAt(row - top(), column - left());
    }

    private static int margin(int shift) {
      return shift == 0 ? 0 : Math.abs(shift) + 2;
    }

    @Override
    public void close() {
      explained.close();
      inFrame.close();
      inGolden.close();
    }
  }

  @Override
  public void close() {
    sums.close();
    ratios.close();
    shifts.close();
    mean.close();
    sum.close();
    known.close();
    seen.close();
    gained.close();
  }
}
