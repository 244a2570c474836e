package dev.andon.sandbox.soak;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Fills the disks of hub and stations to the last byte, each for some seconds. */
final class DiskFaults implements PhaseFaults {

  private static final long SHORTEST_MS = 4_000;
  private static final long LONGEST_MS = 10_000;
  private static final long BREATH_MS = 1_500;

  @Override
  public void run(PhasePlant plant, PhaseTally tally) throws IOException, InterruptedException {
    PhasePlant.forAll(plant.owners(), owner -> fill(owner, plant, tally));
  }

  private static void fill(String owner, PhasePlant plant, PhaseTally tally)
      throws IOException, InterruptedException {
    SplittableRandom random = plant.random(owner);
    while (tally.take()) {
      long from = System.currentTimeMillis();
      plant.plant().fill(owner);
      TimeUnit.MILLISECONDS.sleep(random.nextLong(SHORTEST_MS, LONGEST_MS));
      long work = plant.work(owner);
      plant.plant().free(owner);
      plant.wasBroken(FaultKind.DISKS, "disk full", owner, from);
      plant.awaitWork(owner, work);
      TimeUnit.MILLISECONDS.sleep(BREATH_MS);
      tally.finished();
    }
  }
}
