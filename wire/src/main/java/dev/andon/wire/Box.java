package dev.andon.wire;

/**
 * A rectangle of a frame in pixels: x1, y1 inclusive, x2, y2 exclusive, origin top left.
 *
 * <p>Sides are at least 1 and coordinates at most 65 535.
 */
public record Box(int x1, int y1, int x2, int y2) {
  private static final int MAX = 65_535;

  public Box {
    if (x1 < 0 || y1 < 0 || x2 <= x1 || y2 <= y1 || x2 > MAX || y2 > MAX) {
      throw new IllegalArgumentException(
          "box must have 0 <= x1 < x2 <= 65535 and 0 <= y1 < y2 <= 65535, but is ["
              + x1
              + ", "
              + y1
              + ", "
              + x2
              + ", "
              + y2
              + "]");
    }
  }

  public int width() {
    return x2 - x1;
  }

  public int height() {
    return y2 - y1;
  }

  /** Square pixels. */
  public long area() {
    return (long) width() * height();
  }

  /** Square pixels that both boxes cover; 0 if they do not meet. */
  public long overlap(Box other) {
    long w = (long) Math.min(x2, other.x2) - Math.max(x1, other.x1);
    long h = (long) Math.min(y2, other.y2) - Math.max(y1, other.y1);
    return w <= 0 || h <= 0 ? 0 : w * h;
  }

  /** The smallest box that holds both. */
  public Box union(Box other) {
    return new Box(
        Math.min(x1, other.x1),
        Math.min(y1, other.y1),
        Math.max(x2, other.x2),
        Math.max(y2, other.y2));
  }

  /** The same box after the origin moved by (dx, dy). */
  public Box shifted(int dx, int dy) {
    return new Box(x1 + dx, y1 + dy, x2 + dx, y2 + dy);
  }
}
