package dev.andon.edge.enrolment;

import dev.andon.edge.triage.Heat;
import dev.andon.vision.Picture;
import dev.andon.wire.Box;

/**
 * Paints what is unusual over a picture: nothing where it is as golden frames are among themselves,
 * yellow where it comes near the end of that, red where it is glaring. Pure.
 */
final class HeatPicture {
  private static final int WIDTH = 640;
  private static final int QUALITY = 85;

  /** Heat from which something is painted. */
  private static final double FROM = 0.9;

  private static final double MOST_COVERED = 0.65;

  private HeatPicture() {}

  /** As a JPEG, at most {@link #WIDTH} pixels wide. */
  static byte[] jpeg(Picture picture, Heat heat) {
    int width = Math.min(WIDTH, picture.width());
    int height = Math.max(1, (int) ((long) picture.height() * width / picture.width()));
    double[] warmth = smooth(spread(picture, heat, width, height), width, height);
    try (Picture scaled = picture.scaled(width, height)) {
      byte[] bgr = scaled.pixels();
      for (int i = 0; i < warmth.length; i++) {
        paint(bgr, 3 * i, share(warmth[i], heat.glaring()));
      }
      try (Picture painted = Picture.of(width, height, bgr)) {
        return painted.jpeg(QUALITY);
      }
    }
  }

  private static double[] spread(Picture picture, Heat heat, int width, int height) {
    double[] warmth = new double[width * height];
    double scale = (double) width / picture.width();
    for (int i = 0; i < heat.values().length; i++) {
      Box place = heat.places().get(i);
      int right = Math.min(width, (int) Math.ceil(place.x2() * scale));
      int bottom = Math.min(height, (int) Math.ceil(place.y2() * scale));
      for (int y = (int) (place.y1() * scale); y < bottom; y++) {
        for (int x = (int) (place.x1() * scale); x < right; x++) {
          warmth[y * width + x] = heat.values()[i];
        }
      }
    }
    return warmth;
  }

  /** Twice a running mean along rows and columns: cells have edges that no part has. */
  private static double[] smooth(double[] values, int width, int height) {
    int reach = Math.max(1, width / 80);
    double[] smooth = values;
    for (int round = 0; round < 2; round++) {
      smooth = means(smooth, width, height, 1, width, reach);
      smooth = means(smooth, height, width, width, 1, reach);
    }
    return smooth;
  }

  private static double[] means(
      double[] values, int length, int lines, int step, int lineStep, int reach) {
    double[] means = new double[values.length];
    for (int line = 0; line < lines; line++) {
      double sum = 0;
      for (int i = -reach; i < length; i++) {
        int entering = i + reach;
        sum += entering < length ? values[line * lineStep + entering * step] : 0;
        int leaving = i - reach - 1;
        sum -= leaving >= 0 ? values[line * lineStep + leaving * step] : 0;
        if (i >= 0) {
          int count = Math.min(length - 1, entering) - Math.max(0, i - reach) + 1;
          means[line * lineStep + i * step] = sum / count;
        }
      }
    }
    return means;
  }

  private static double share(double warmth, double glaring) {
    return Math.clamp((warmth - FROM) / (glaring - FROM), 0, 1);
  }

  private static void paint(byte[] bgr, int at, double share) {
    if (share == 0) {
      return;
    }
    double cover = MOST_COVERED * Math.min(1, 0.25 + share);
    blend(bgr, at, 0, cover);
    blend(bgr, at + 1, 210 * (1 - share), cover);
    blend(bgr, at + 2, 255, cover);
  }

  private static void blend(byte[] bgr, int at, double colour, double cover) {
    bgr[at] = (byte) Math.round((bgr[at] & 0xFF) * (1 - cover) + colour * cover);
  }
}
