package dev.andon.sandbox.scenes;

import java.util.List;

/**
 * Twill, thread by thread: two weft threads over two warp threads, each row one further. Threads
 * differ a little in tone and thickness, as yarn does. Immutable.
 *
 * @param pitch pixels from one thread to the next
 * @param cos of the angle that the cloth lies at
 * @param sin of that angle
 * @param u0 where the cloth begins, in threads
 * @param v0 where the cloth begins, in threads
 * @param yarn names the roll: other rolls have other threads
 * @param broken threads that are missing along a part of their way
 */
record Weave(
    double pitch, double cos, double sin, double u0, double v0, int yarn, List<Broken> broken) {

  private static final int[] WARP = {196, 205, 212};
  private static final int[] WEFT = {150, 128, 104};
  private static final int[] GAP = {38, 36, 36};

  /**
   * A weft thread that is missing between two warp threads.
   *
   * @param thread which
   * @param from first warp thread, in threads
   * @param to last one
   */
  record Broken(int thread, double from, double to) {}

  /** In threads across the warp. */
  double u(double x, double y) {
    return (cos * x + sin * y) / pitch + u0;
  }

  /** In threads across the weft. */
  double v(double x, double y) {
    return (cos * y - sin * x) / pitch + v0;
  }

  /** The pixel where two threads cross. */
  double x(double u, double v) {
    return pitch * (cos * (u - u0) - sin * (v - v0));
  }

  /** The pixel where two threads cross. */
  double y(double u, double v) {
    return pitch * (sin * (u - u0) + cos * (v - v0));
  }

  /** Writes the colour of one pixel, blue first. */
  void paint(int x, int y, byte[] bgr, int at) {
    double u = u(x, y);
    double v = v(x, y);
    u += 0.10 * Sine.of(v / 41 + tone(11, (int) Math.floor(u)));
    v += 0.10 * Sine.of(u / 37 + tone(13, (int) Math.floor(v)));
    int warp = (int) Math.floor(u);
    int weft = (int) Math.floor(v);
    boolean missing = isMissing(weft, u);
    boolean onTop = missing || Math.floorMod(warp + weft, 4) < 2;
    double across = onTop ? u - warp : v - weft;
    double along = onTop ? v - weft : u - warp;
    double thick = Sine.of(across / 2);
    double bow = missing ? 0.72 : 0.80 + 0.20 * Sine.of(along / 2);
    double own = 0.92 + 0.16 * tone(onTop ? 1 : 2, onTop ? warp : weft);
    double slub = 1 + 0.05 * Sine.of((onTop ? v : u) / 23 + tone(3, onTop ? warp : -weft));
    double light = bow * own * slub;
    int[] thread = onTop ? WARP : WEFT;
    for (int channel = 0; channel < 3; channel++) {
      double value = GAP[channel] + (thread[channel] * light - GAP[channel]) * Math.sqrt(thick);
      bgr[at + channel] = (byte) Math.clamp(Math.round(value), 0, 255);
    }
  }

  private boolean isMissing(int weft, double u) {
    for (Broken each : broken) {
      if (each.thread() == weft && u >= each.from() && u <= each.to()) {
        return true;
      }
    }
    return false;
  }

  /** 0 … 1, the same for the same thread of the same roll. */
  private double tone(int kind, int thread) {
    int mixed = (thread * 0x9E3779B1) ^ (kind * 0x85EBCA77) ^ (yarn * 0xC2B2AE3D);
    mixed ^= mixed >>> 15;
    mixed *= 0x2C1B3C6D;
    mixed ^= mixed >>> 12;
    return (mixed & 0xFFFF) / 65_536.0;
  }
}
