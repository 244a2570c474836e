package dev.andon.vision;

import dev.andon.wire.Box;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Finds, in regions of two planes of bytes, where a difference is greatest beside what is explained
 * there. Quotients are made coarsely for the whole plane, in whole numbers that grow with them, and
 * the greatest of eight rows each is kept; only pixels that are the greatest by these are divided
 * exactly. So the result is that of dividing all, for a quarter of the time. Reuses its matrices.
 * Not thread-safe.
 */
final class RatioSearch implements AutoCloseable {
  /** Coarse steps of a quotient of 1; from 8 on all are the same. */
  private static final int STEPS = 32;

  /** Halvings of the rows. */
  private static final int LEVELS = 3;

  /** Rows of which one greatest value is kept. */
  private static final int GROUP = 1 << LEVELS;

  /** A quotient above {@link PixelDifference#PLAIN} has at least as many steps. */
  private static final int PLAIN_STEPS = (int) (STEPS * PixelDifference.PLAIN);

  private static final int PLAIN = (int) PixelDifference.PLAIN;

  private final Mat coarse = new Mat();
  private final Mat[] pooled = {new Mat(), new Mat(), new Mat()};
  private byte[] line = {};
  private int[] highest = {};
  private int columns;
  private Plane differences = Plane.NONE;
  private Plane explained = Plane.NONE;
  private Plane steps = Plane.NONE;
  private Plane greatest = Plane.NONE;
  private int most;
  private int bestDifference;
  private int bestExplained;
  private int plain;

  /** Rows of bytes outside the heap. */
  private record Plane(ByteBuffer bytes, int step) {
    static final Plane NONE = new Plane(ByteBuffer.allocate(0), 0);

    static Plane of(Mat mat) {
      int step = (int) mat.step();
      long size = (mat.rows() - 1L) * step + mat.cols();
      try (BytePointer data = mat.data()) {
        return new Plane(data.limit(size).asByteBuffer(), step);
      }
    }

    int at(int row, int column) {
      return bytes.get(row * step + column) & 0xFF;
    }

    void row(int row, Box region, byte[] into) {
      bytes.get(row * step + region.x1(), into, 0, region.width());
    }
  }

  /**
   * Makes the planes ready.
   *
   * @param difference grey levels, eight bits; must not change while regions are looked at
   * @param explains of the same size, above 0
   */
  void over(Mat difference, Mat explains) {
    opencv_core.divide(difference, explains, coarse, STEPS, opencv_core.CV_8U);
    columns = difference.cols();
    line = line.length == columns ? line : new byte[columns];
    int lines = difference.rows() / GROUP + 2 * GROUP;
    highest = highest.length == lines ? highest : new int[lines];
    differences = Plane.of(difference);
    explained = Plane.of(explains);
    steps = Plane.of(coarse);
    greatest = pool(difference.rows());
  }

  /** The greatest of each {@link #GROUP} whole rows, column by column. */
  private Plane pool(int rows) {
    if (rows < GROUP) {
      return Plane.NONE;
    }
    Mat from = coarse;
    int half = rows;
    for (Mat to : pooled) {
      half /= 2;
      try (Mat even = everySecond(from, half, 0);
          Mat odd = everySecond(from, half, 1)) {
        opencv_core.max(even, odd, to);
      }
      from = to;
    }
    return Plane.of(from);
  }

  private Mat everySecond(Mat from, int rows, int first) {
    try (BytePointer row = from.ptr(first)) {
      return new Mat(rows, columns, opencv_core.CV_8UC1, row, 2 * from.step());
    }
  }

  /** Looks at a region; {@link #ratio} and {@link #plain} then tell of it. */
  void look(Box region) {
    most = 0;
    bestDifference = 0;
    bestExplained = 1;
    plain = 0;
    int first = (region.y1() + GROUP - 1) / GROUP;
    int last = region.y2() / GROUP;
    boolean grouped = first < last;
    int top = grouped ? first * GROUP : region.y2();
    int bottom = grouped ? last * GROUP : region.y2();
    int lines = scan(steps, region, region.y1(), top, 0);
    lines = scan(greatest, region, first, last, lines);
    scan(steps, region, bottom, region.y2(), lines);
    int worth = Math.min(most, PLAIN_STEPS);
    lines = visitRows(region, region.y1(), top, 0, worth);
    lines = visitGroups(region, first, last, lines, worth);
    visitRows(region, bottom, region.y2(), lines, worth);
  }

  /** The greatest quotient of the region. */
  float ratio() {
    return (float) bestDifference / bestExplained;
  }

  /** Pixels of the region whose quotient is above {@link PixelDifference#PLAIN}. */
  int plain() {
    return plain;
  }

  /** The quotient of one pixel. */
  float ratioAt(int row, int column) {
    return (float) differences.at(row, column) / explained.at(row, column);
  }

  /**
   * Notes the greatest steps of lines.
   *
   * @param noted how many lines were noted before
   * @return how many are noted now
   */
  private int scan(Plane plane, Box region, int from, int to, int noted) {
    int lines = noted;
    for (int row = from; row < to; row++) {
      plane.row(row, region, line);
      highest[lines] = highest(line, region.width());
      most = Math.max(most, highest[lines]);
      lines++;
    }
    return lines;
  }

  private static int highest(byte[] line, int length) {
    int highest = 0;
    for (int i = 0; i < length; i++) {
      highest = Math.max(highest, line[i] & 0xFF);
    }
    return highest;
  }

  private int visitRows(Box region, int from, int to, int noted, int worth) {
    int lines = noted;
    for (int row = from; row < to; row++) {
      if (highest[lines] >= worth) {
        visitRow(region, row, worth);
      }
      lines++;
    }
    return lines;
  }

  private void visitRow(Box region, int row, int worth) {
    steps.row(row, region, line);
    for (int i = 0; i < region.width(); i++) {
      if ((line[i] & 0xFF) >= worth) {
        visit(row, region.x1() + i);
      }
    }
  }

  private int visitGroups(Box region, int from, int to, int noted, int worth) {
    int lines = noted;
    for (int group = from; group < to; group++) {
      if (highest[lines] >= worth) {
        greatest.row(group, region, line);
        for (int i = 0; i < region.width(); i++) {
          if ((line[i] & 0xFF) >= worth) {
            visitGroup(group, region.x1() + i, worth);
          }
        }
      }
      lines++;
    }
    return lines;
  }

  private void visitGroup(int group, int column, int worth) {
    for (int row = group * GROUP; row < (group + 1) * GROUP; row++) {
      if (steps.at(row, column) >= worth) {
        visit(row, column);
      }
    }
  }

  private void visit(int row, int column) {
    int difference = differences.at(row, column);
    int explains = explained.at(row, column);
    if (difference * bestExplained > bestDifference * explains) {
      bestDifference = difference;
      bestExplained = explains;
    }
    plain += difference > PLAIN * explains ? 1 : 0;
  }

  @Override
  public void close() {
    for (Mat each : pooled) {
      each.close();
    }
    coarse.close();
  }
}
