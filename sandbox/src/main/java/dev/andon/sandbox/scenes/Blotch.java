package dev.andon.sandbox.scenes;

import dev.andon.wire.Box;
import java.util.random.RandomGenerator;

/**
 * A round patch with an uneven rim, in pixels of the frame. Immutable.
 *
 * @param x of its middle
 * @param y of its middle
 * @param radius in the middle
 * @param two how far two lobes stand out, as a share of the radius, and where
 * @param three the same of three lobes
 */
record Blotch(double x, double y, double radius, Lobes two, Lobes three) {

  /** How far lobes stand out, 0 … 1, and at which part of a turn. */
  record Lobes(double share, double turn) {}

  static Blotch random(RandomGenerator random, int width, int height, double least, double most) {
    double radius = least + random.nextDouble() * (most - least);
    double room = 2 * radius;
    return new Blotch(
        room + random.nextDouble() * (width - 2 * room),
        room + random.nextDouble() * (height - 2 * room),
        radius,
        new Lobes(0.10 + 0.15 * random.nextDouble(), random.nextDouble()),
        new Lobes(0.05 + 0.10 * random.nextDouble(), random.nextDouble()));
  }

  /** 0 in the middle, 1 at the rim, more outside. */
  double depth(double atX, double atY) {
    double dx = atX - x;
    double dy = atY - y;
    double turn = StrictMath.atan2(dy, dx) / (2 * Math.PI);
    double rim =
        radius
            * (1
                + two.share() * Sine.of(2 * turn + two.turn())
                + three.share() * Sine.of(3 * turn + three.turn()));
    return Math.sqrt(dx * dx + dy * dy) / rim;
  }

  /** What lies within the rim, and not beyond the frame. */
  Box box(int width, int height) {
    double reach = radius * (1 + two.share() + three.share());
    return new Box(
        (int) Math.max(0, x - reach),
        (int) Math.max(0, y - reach),
        (int) Math.min(width, x + reach + 1),
        (int) Math.min(height, y + reach + 1));
  }
}
