package dev.andon.sandbox.soak;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Cuts every station's link until enough escalations wait, and restores all at once. */
final class CutFault implements PhaseFaults {

  private static final long LOOK_MS = 500;

  @Override
  public void run(PhasePlant plant, PhaseTally tally) throws IOException, InterruptedException {
    long from = System.currentTimeMillis();
    for (String station : plant.plant().stations()) {
      plant.plant().disturb(station, false);
    }
    while (!tally.isReached() && tally.inTime()) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
      tally.reached(plant.pulse().waiting());
    }
    for (String station : plant.plant().stations()) {
      plant.plant().restore(station);
      plant.wasBroken(FaultKind.LINK, "link cut", station, from);
    }
  }
}
