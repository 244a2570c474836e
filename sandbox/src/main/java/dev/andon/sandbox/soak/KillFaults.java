package dev.andon.sandbox.soak;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Kills each target again and again, as soon as it is up and has done some of its work. Until then
 * a kill is not over: links go on coming and going.
 *
 * @param targets attacked at the same time, each at its own pace
 */
record KillFaults(List<String> targets) implements PhaseFaults {

  private static final long LONGEST_WAIT_MS = 700;
  private static final long LONGEST_ABSENCE_MS = 500;

  @Override
  public void run(PhasePlant plant, PhaseTally tally) throws IOException, InterruptedException {
    PhasePlant.forAll(targets, target -> kill(target, plant, tally));
  }

  private static void kill(String target, PhasePlant plant, PhaseTally tally)
      throws IOException, InterruptedException {
    SplittableRandom random = plant.random(target);
    plant.awaitWork(target, 0);
    while (tally.take()) {
      TimeUnit.MILLISECONDS.sleep(random.nextLong(LONGEST_WAIT_MS));
      long from = System.currentTimeMillis();
      plant.plant().process(target).kill();
      TimeUnit.MILLISECONDS.sleep(random.nextLong(LONGEST_ABSENCE_MS));
      long work = plant.work(target);
      plant.plant().process(target).start();
      plant.awaitWork(target, work);
      plant.wasBroken(FaultKind.KILLS, "killed", target, from);
      tally.finished();
    }
  }
}
