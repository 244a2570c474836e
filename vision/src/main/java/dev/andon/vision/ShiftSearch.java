package dev.andon.vision;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Finds by how much a frame lies beside a golden one: the shift with the least sum of absolute
 * differences (SAD), coarse to fine: every second shift, then the eight around the best. Every
 * fourth row is compared, for a shift shows there as well. These rows come in eight parts; a shift
 * is given up as soon as its parts so far differ more than the best one altogether, which finds the
 * same shift as comparing all (partial distortion elimination; Bei and Gray, 1985). Reuses its
 * matrices, so that a search leaves no garbage to speak of. Not thread-safe.
 */
final class ShiftSearch implements AutoCloseable {
  /** Rows of a frame from one that is compared to the next. */
  private static final int EVERY = 4;

  private static final int PARTS = 8;

  private Rows fixed = Rows.NONE;
  private Rows sliding = Rows.NONE;
  private PixelDifference.Shift last = new PixelDifference.Shift(0, 0);

  /**
   * The best shift within {@link PixelDifference#MAX_SHIFT}.
   *
   * @param golden eight bits
   * @param frame of the same size
   */
  PixelDifference.Shift best(Mat golden, Mat frame) {
    int most = PixelDifference.MAX_SHIFT;
    if (golden.cols() <= 4 * most || golden.rows() <= 8 * most) {
      return new PixelDifference.Shift(0, 0);
    }
    fixed = fixed.over(golden);
    sliding = sliding.over(frame);
    fixed.moveTo(0, 0);
    PixelDifference.Shift even = new PixelDifference.Shift(last.dx() / 2 * 2, last.dy() / 2 * 2);
    PixelDifference.Shift coarse = around(new PixelDifference.Shift(0, 0), most, 2, even);
    last = around(coarse, 1, 1, coarse);
    return last;
  }

  /**
   * The first of the best in the order of rows and columns.
   *
   * @param guess one of those that are looked at; a good one saves time and changes nothing else
   */
  private PixelDifference.Shift around(
      PixelDifference.Shift centre, int reach, int step, PixelDifference.Shift guess) {
    PixelDifference.Shift best = guess;
    double least = distance(guess.dx(), guess.dy(), Double.MAX_VALUE);
    boolean guessed = true;
    for (int dy = centre.dy() - reach; dy <= centre.dy() + reach; dy += step) {
      for (int dx = centre.dx() - reach; dx <= centre.dx() + reach; dx += step) {
        double distance = distance(dx, dy, least);
        if (distance < least || (guessed && distance == least)) {
          least = distance;
          best = new PixelDifference.Shift(dx, dy);
          guessed = false;
        }
      }
    }
    return best;
  }

  /** The sum of differences, or something above {@code least}. */
  private double distance(int dx, int dy, double least) {
    if (Math.abs(dx) > PixelDifference.MAX_SHIFT || Math.abs(dy) > PixelDifference.MAX_SHIFT) {
      return Double.MAX_VALUE;
    }
    sliding.moveTo(dx, dy);
    double sum = 0;
    for (int part = 0; part < PARTS && sum <= least; part++) {
      sum += opencv_core.norm(fixed.part(part), sliding.part(part), opencv_core.NORM_L1, null);
    }
    return sum;
  }

  @Override
  public void close() {
    fixed.close();
    sliding.close();
  }

  /** Every fourth row of a picture's inner part, moved, in parts that lie between each other. */
  private static final class Rows implements AutoCloseable {
    static final Rows NONE = new Rows();

    private final int width;
    private final int height;
    private final long step;
    private final Mat[] parts;
    private BytePointer pixels = new BytePointer();

    private Rows() {
      width = 0;
      height = 0;
      step = 0;
      parts = new Mat[0];
    }

    private Rows(Mat picture) {
      width = picture.cols();
      height = picture.rows();
      step = picture.step();
      parts = new Mat[PARTS];
      int most = PixelDifference.MAX_SHIFT;
      int rows = (height - 2 * most) / EVERY;
      for (int part = 0; part < PARTS; part++) {
        parts[part] =
            new Mat(
                (rows - part + PARTS - 1) / PARTS,
                width - 2 * most,
                opencv_core.CV_8UC1,
                picture.data(),
                PARTS * EVERY * step);
      }
    }

    /** These rows of another picture; made anew where its size is another. */
    Rows over(Mat picture) {
      boolean fits = width == picture.cols() && height == picture.rows() && step == picture.step();
      Rows rows = this;
      if (!fits) {
        close();
        rows = new Rows(picture);
      }
      rows.pixels = picture.data();
      return rows;
    }

    void moveTo(int dx, int dy) {
      int most = PixelDifference.MAX_SHIFT;
      for (int part = 0; part < PARTS; part++) {
        long row = most + dy + (long) EVERY * part;
        parts[part].data(pixels.position(row * step + most + dx));
      }
    }

    Mat part(int index) {
      return parts[index];
    }

    @Override
    public void close() {
      for (Mat part : parts) {
        part.close();
      }
    }
  }
}
