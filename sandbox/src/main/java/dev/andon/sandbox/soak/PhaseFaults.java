package dev.andon.sandbox.soak;

import java.io.IOException;

/** What one phase does to its plant. */
@FunctionalInterface
interface PhaseFaults {

  /** Returns when the tally is full or its time is over, with everything repaired. */
  void run(PhasePlant plant, PhaseTally tally) throws IOException, InterruptedException;
}
