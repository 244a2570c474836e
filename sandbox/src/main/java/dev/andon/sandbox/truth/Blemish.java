package dev.andon.sandbox.truth;

/**
 * One defect and where it is: the box in pixels of the whole frame, both corners inside it, {@code
 * x1 <= x2} and {@code y1 <= y2}.
 */
public record Blemish(String className, int x1, int y1, int x2, int y2) {

  public Blemish {
    if (className.isBlank()) {
      throw new IllegalArgumentException("a blemish needs a class name");
    }
    if (x1 < 0 || y1 < 0 || x2 < x1 || y2 < y1) {
      throw new IllegalArgumentException(
          "box must be x1,y1,x2,y2 with 0 <= x1 <= x2 and 0 <= y1 <= y2, not "
              + "%d,%d,%d,%d".formatted(x1, y1, x2, y2));
    }
  }
}
