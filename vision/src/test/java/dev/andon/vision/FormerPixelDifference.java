package dev.andon.vision;

import dev.andon.wire.Box;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The comparison as it was before it was made faster, operation by operation: what the faster one
 * must find to the bit.
 */
final class FormerPixelDifference implements AutoCloseable {
  private static final int MAX_SHIFT = 4;

  private static final double NOISE = 6;

  private static final double PLAIN = 3;

  private static final double MAX_GAIN = 1.25;

  static {
    Natives.load();
  }

  private final Mat gained = new Mat();
  private final Mat moved = new Mat();
  private final Mat difference = new Mat();
  private final Mat mean = new Mat();
  private final Mat smooth = new Mat();
  private final Mat range = new Mat();
  private final Mat ratio = new Mat();
  private final Mat plain = new Mat();
  private final Mat nine = Mat.ones(3, 3, opencv_core.CV_8UC1).asMat();
  private final Size window = new Size(5, 5);
  private final Point centre = new Point(-1, -1);
  private final DoublePointer max = new DoublePointer(1);

  /**
   * Compares a frame with a golden one.
   *
   * @param golden the golden frame
   * @param frame the frame in question, of the same size
   * @param tiles inside both, at least one
   */
  PixelDifference.Differences compare(GreyPicture golden, GreyPicture frame, List<Box> tiles) {
    PixelDifference.Shift shift = fill(golden, frame);
    opencv_imgproc.threshold(ratio, plain, PLAIN, 1, opencv_imgproc.THRESH_BINARY);
    float[] differences = new float[tiles.size()];
    long differing = 0;
    long area = 0;
    for (int i = 0; i < differences.length; i++) {
      Optional<Box> inner = inner(tiles.get(i), shift);
      differences[i] = inner.map(this::greatest).orElse(0f);
      differing += inner.map(this::differing).orElse(0);
      area += tiles.get(i).area();
    }
    return new PixelDifference.Differences(differences, (double) differing / area);
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
  DistanceMap map(GreyPicture golden, GreyPicture frame, Box region, int rows, int columns) {
    PixelDifference.Shift shift = fill(golden, frame);
    float[] cells = new float[rows * columns];
    float[] line = new float[ratio.cols()];
    for (int y = 0; y < region.height(); y++) {
      int from = region.y1() + y - shift.dy();
      if (inside(from, shift.dy(), ratio.rows())) {
        new FloatPointer(ratio.ptr(from)).get(line);
        raise(cells, y * rows / region.height() * columns, columns, line, region, shift.dx());
      }
    }
    return new DistanceMap(rows, columns, cells);
  }

  private static void raise(
      float[] cells, int firstCell, int columns, float[] line, Box region, int dx) {
    for (int x = 0; x < region.width(); x++) {
      int from = region.x1() + x - dx;
      int cell = firstCell + x * columns / region.width();
      if (inside(from, dx, line.length)) {
        cells[cell] = Math.max(cells[cell], line[from]);
      }
    }
  }

  /**
   * Whether a place is none that a shift moved in from outside, nor one whose window reaches it.
   */
  private static boolean inside(int place, int shift, int length) {
    int margin = margin(shift);
    return place >= margin && place < length - margin;
  }

  private static int margin(int shift) {
    return shift == 0 ? 0 : Math.abs(shift) + 2;
  }

  /** Fills {@link #ratio}; its places are the golden frame's. */
  private PixelDifference.Shift fill(GreyPicture golden, GreyPicture frame) {
    if (golden.width() != frame.width() || golden.height() != frame.height()) {
      throw new IllegalArgumentException(frame + " cannot be compared with " + golden);
    }
    equaliseGain(golden.mat(), frame.mat());
    PixelDifference.Shift shift = shift(golden.mat(), gained);
    move(shift);
    difference(golden.mat());
    explained(golden.mat());
    opencv_core.divide(mean, range, ratio, 1, opencv_core.CV_32F);
    return shift;
  }

  /** Averaged with its sign: noise cancels, a defect does not. */
  private void difference(Mat golden) {
    opencv_core.subtract(moved, golden, difference, null, opencv_core.CV_16S);
    opencv_imgproc.blur(difference, difference, window, centre, opencv_core.BORDER_REPLICATE);
    opencv_core.convertScaleAbs(difference, mean);
  }

  private void explained(Mat golden) {
    opencv_imgproc.blur(golden, smooth, window, centre, opencv_core.BORDER_REPLICATE);
    opencv_imgproc.morphologyEx(smooth, range, opencv_imgproc.MORPH_GRADIENT, nine);
    range.convertTo(range, opencv_core.CV_8U, 0.5, NOISE);
  }

  private void equaliseGain(Mat golden, Mat frame) {
    double ratio = mean(golden) / Math.max(1, mean(frame));
    double gain = Math.clamp(ratio, 1 / MAX_GAIN, MAX_GAIN);
    frame.convertTo(gained, opencv_core.CV_8U, gain, 0);
  }

  private static double mean(Mat mat) {
    try (var scalar = opencv_core.mean(mat)) {
      return scalar.get(0);
    }
  }

  /** Coarse to fine: every second shift, then the eight around the best. */
  private static PixelDifference.Shift shift(Mat golden, Mat frame) {
    if (golden.cols() <= 4 * MAX_SHIFT || golden.rows() <= 8 * MAX_SHIFT) {
      return new PixelDifference.Shift(0, 0);
    }
    PixelDifference.Shift coarse =
        best(golden, frame, new PixelDifference.Shift(0, 0), MAX_SHIFT, 2);
    return best(golden, frame, coarse, 1, 1);
  }

  private static PixelDifference.Shift best(
      Mat golden, Mat frame, PixelDifference.Shift around, int reach, int step) {
    PixelDifference.Shift best = around;
    double least = Double.MAX_VALUE;
    try (Mat fixed = everyFourthRow(golden, 0, 0)) {
      for (int dy = around.dy() - reach; dy <= around.dy() + reach; dy += step) {
        for (int dx = around.dx() - reach; dx <= around.dx() + reach; dx += step) {
          double distance = distance(fixed, frame, dx, dy);
          if (distance < least) {
            least = distance;
            best = new PixelDifference.Shift(dx, dy);
          }
        }
      }
    }
    return best;
  }

  private static double distance(Mat fixed, Mat frame, int dx, int dy) {
    if (Math.abs(dx) > MAX_SHIFT || Math.abs(dy) > MAX_SHIFT) {
      return Double.MAX_VALUE;
    }
    try (Mat part = everyFourthRow(frame, dx, dy)) {
      return opencv_core.norm(fixed, part, opencv_core.NORM_L1, null);
    }
  }

  /**
   * A view of the inner part, moved: a shift shows in a quarter of the rows as well as in all, four
   * times as fast.
   */
  private static Mat everyFourthRow(Mat mat, int dx, int dy) {
    int rows = (mat.rows() - 2 * MAX_SHIFT) / 4;
    return new Mat(
        rows,
        mat.cols() - 2 * MAX_SHIFT,
        opencv_core.CV_8UC1,
        mat.ptr(MAX_SHIFT + dy, MAX_SHIFT + dx),
        4 * mat.step());
  }

  private void move(PixelDifference.Shift shift) {
    try (Mat framed = new Mat();
        Rect rect =
            new Rect(
                MAX_SHIFT + shift.dx(), MAX_SHIFT + shift.dy(), gained.cols(), gained.rows())) {
      opencv_core.copyMakeBorder(
          gained, framed, MAX_SHIFT, MAX_SHIFT, MAX_SHIFT, MAX_SHIFT, opencv_core.BORDER_REPLICATE);
      try (Mat part = new Mat(framed, rect)) {
        part.copyTo(moved);
      }
    }
  }

  /**
   * Leaves out the frame's margin that the shift moved in from outside, and the window that reaches
   * into it.
   */
  private Optional<Box> inner(Box tile, PixelDifference.Shift shift) {
    int marginX = margin(shift.dx());
    int marginY = margin(shift.dy());
    int x1 = Math.max(tile.x1(), marginX);
    int y1 = Math.max(tile.y1(), marginY);
    int x2 = Math.min(tile.x2(), ratio.cols() - marginX);
    int y2 = Math.min(tile.y2(), ratio.rows() - marginY);
    return x1 < x2 && y1 < y2 ? Optional.of(new Box(x1, y1, x2, y2)) : Optional.empty();
  }

  private float greatest(Box inner) {
    try (Rect rect = rect(inner);
        Mat part = new Mat(ratio, rect)) {
      opencv_core.minMaxLoc(part, null, max, null, null, null);
      return (float) max.get();
    }
  }

  private int differing(Box inner) {
    try (Rect rect = rect(inner);
        Mat part = new Mat(plain, rect)) {
      return opencv_core.countNonZero(part);
    }
  }

  private static Rect rect(Box box) {
    return new Rect(box.x1(), box.y1(), box.x2() - box.x1(), box.y2() - box.y1());
  }

  @Override
  public void close() {
    max.close();
    centre.close();
    window.close();
    nine.close();
    plain.close();
    ratio.close();
    range.close();
    smooth.close();
    mean.close();
    difference.close();
    moved.close();
    gained.close();
  }
}
