package dev.andon.edge.status;

/** Takes one frame through the station's judgement, for a person to look at. */
@FunctionalInterface
public interface TestTrigger {

  /**
   * Waits for the next frame and judges it; nothing is stored, counted, asked or told to the line.
   *
   * @throws InterruptedException when the station stops meanwhile
   */
  Outcome take() throws InterruptedException;

  /** What came of it. */
  sealed interface Outcome {
    /** It is among the last frames, under this number. */
    record Taken(long number) implements Outcome {}

    /**
     * There is none to show.
     *
     * @param why a sentence without its stop
     */
    record Nothing(String why) implements Outcome {}
  }
}
