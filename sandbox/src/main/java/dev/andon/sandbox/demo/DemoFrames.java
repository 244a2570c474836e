package dev.andon.sandbox.demo;

import dev.andon.edge.triage.BandRule;
import dev.andon.edge.triage.ViewKey;
import dev.andon.vision.Picture;
import java.util.List;
import java.util.Map;

/** Where the frames of all stations come from. */
interface DemoFrames {

  /** In words, for the first line of the demo. */
  String description();

  /** The views that have golden frames, with the means to load them. */
  Map<ViewKey, GoldenFrames> golden();

  /** Thresholds in place of the model's own; empty where those are right. */
  default List<BandRule> bands() {
    return List.of();
  }

  /**
   * What a station looks at.
   *
   * @param station from 0
   * @param stations how many share the frames
   */
  Camera camera(int station, int stations);

  /** Loads the golden frames of one view; the caller closes them. */
  @FunctionalInterface
  interface GoldenFrames {
    List<Picture> load();
  }
}
