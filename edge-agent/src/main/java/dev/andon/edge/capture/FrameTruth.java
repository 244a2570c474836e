package dev.andon.edge.capture;

import dev.andon.wire.Box;
import java.util.List;

/**
 * What is known to be true about a frame.
 *
 * @param file its path below the frames' folder, with {@code /} between names
 * @param variant the product variant
 * @param view camera position or recipe step
 * @param state good, defective, or a sample to compare with
 * @param defects the places and classes of a defective frame; may be empty where nobody marked them
 */
public record FrameTruth(
    String file, String variant, String view, State state, List<Mark> defects) {

  /** What a row of the truth file calls {@code verdict}. */
  public enum State {
    /** Without defect. */
    PASS,
    /** With at least one defect. */
    DEFECT,
    /** Enrols its view's reference bank and is not judged. */
    GOLDEN
  }

  /**
   * One defect.
   *
   * @param label the defect's class
   * @param box where, in pixels of the frame
   */
  public record Mark(String label, Box box) {}

  /** Copies the marks. */
  public FrameTruth {
    defects = List.copyOf(defects);
  }
}
