package dev.andon.sandbox.truth;

import dev.andon.wire.Box;

/** One defect and where it is, in pixels of the picture that is spoken of. */
public record Blemish(String className, Box box) {

  public Blemish {
    if (className.isBlank()) {
      throw new IllegalArgumentException("a blemish needs a class name");
    }
  }
}
