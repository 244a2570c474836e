package dev.andon.edge.triage;

import dev.andon.vision.Bundle;
import dev.andon.vision.TriageModel;
import java.nio.file.Path;

/**
 * The tiny bundle of vision's tests: scratch = brightest red over 0.75, dent = brightest blue over
 * 0.75.
 */
public final class TinyModel {
  private TinyModel() {}

  /** Its folder. */
  public static Path directory() {
    return Path.of(System.getProperty("andon.root"), "vision/src/test/resources/tiny-bundle");
  }

  /** Loads it. */
  public static TriageModel load() {
    return new TriageModel(Bundle.open(directory()));
  }
}
