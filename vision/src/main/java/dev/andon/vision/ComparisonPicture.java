package dev.andon.vision;

import dev.andon.wire.Box;

/**
 * Draws good beside doubtful for somebody who has never seen the part: two panels of one size, left
 * a golden frame, right the frame in question, both grey; on the right, places that differ by more
 * than golden frames do are tinted from yellow to red. At most {@link #MOST_WIDTH} × {@link
 * #MOST_PANEL} pixels, so that every provider counts it as its smallest picture or little more.
 */
public final class ComparisonPicture {
  /** Longest side of a panel in pixels: a doubtful tile of 160 with its margin is not scaled. */
  public static final int MOST_PANEL = 252;

  /** White pixels between the panels. */
  public static final int GAP = 8;

  /** Pixels of a row at most: one tile of the providers that count in tiles of 512. */
  public static final int MOST_WIDTH = 2 * MOST_PANEL + GAP;

  private static final double STRONGEST = 0.65;
  private static final int WHITE = 255;

  private ComparisonPicture() {}

  /**
   * Which differences are tinted.
   *
   * @param from above it the tint begins, yellow; what golden frames differ by is below
   * @param full from it on the tint is red
   */
  public record Tint(double from, double full) {
    /** Refuses a tint that never grows. */
    public Tint {
      if (!(from >= 0) || !(full > from)) {
        throw new IllegalArgumentException(
            "a tint grows from 0 or more to more than that, got " + from + " to " + full);
      }
    }

    /** How strong a place is tinted, 0 … 1. */
    double of(double difference) {
      return Math.clamp((difference - from) / (full - from), 0.0, 1.0);
    }
  }

  /**
   * Width and height of a panel.
   *
   * @param width from 1
   * @param height from 1
   */
  public record Panel(int width, int height) {}

  /** The panel that shows a region: of its size, or smaller. */
  public static Panel panel(Box region) {
    double scale = Math.min(1, MOST_PANEL / (double) Math.max(region.width(), region.height()));
    return new Panel(
        Math.max(1, (int) Math.round(scale * region.width())),
        Math.max(1, (int) Math.round(scale * region.height())));
  }

  /**
   * Draws.
   *
   * @param golden of the frame's size
   * @param region what both panels show
   * @param differences of the region
   * @return the caller's to close
   */
  public static Picture draw(
      GreyPicture golden, GreyPicture frame, Box region, DistanceMap differences, Tint tint) {
    Panel panel = panel(region);
    byte[] good = golden.scaled(region, panel.width(), panel.height());
    byte[] doubtful = frame.scaled(region, panel.width(), panel.height());
    int width = 2 * panel.width() + GAP;
    byte[] bgr = new byte[3 * width * panel.height()];
    for (int y = 0; y < panel.height(); y++) {
      int at = y * width;
      for (int x = 0; x < panel.width(); x++) {
        int pixel = y * panel.width() + x;
        put(bgr, at + x, good[pixel] & 0xFF, 0);
        double strength =
            tint.of(differences.at((y + 0.5) / panel.height(), (x + 0.5) / panel.width()));
        put(bgr, at + panel.width() + GAP + x, doubtful[pixel] & 0xFF, strength);
      }
      for (int x = 0; x < GAP; x++) {
        put(bgr, at + panel.width() + x, WHITE, 0);
      }
    }
    return Picture.of(width, panel.height(), bgr);
  }

  /** A grey level under a veil that is yellow where it is thin and red where it is thick. */
  private static void put(byte[] bgr, int pixel, int grey, double strength) {
    double veil = strength == 0 ? 0 : STRONGEST * (0.4 + 0.6 * strength);
    double green = 220 * (1 - strength);
    bgr[3 * pixel] = (byte) Math.round(grey * (1 - veil));
    bgr[3 * pixel + 1] = (byte) Math.round(grey * (1 - veil) + green * veil);
    bgr[3 * pixel + 2] = (byte) Math.round(grey * (1 - veil) + 255 * veil);
  }
}
