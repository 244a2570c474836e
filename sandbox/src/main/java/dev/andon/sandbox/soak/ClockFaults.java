package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.clock.ClockFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sets the wall clocks of hub and stations while they run: a day ahead, right again, a day back,
 * right again. Each goes its own way, so that no two agree for long.
 */
record ClockFaults(ClockFiles clocks) implements PhaseFaults {

  private static final List<Duration> AHEAD =
      List.of(Duration.ofDays(1), Duration.ZERO, Duration.ofDays(-1), Duration.ZERO);

  private static final long STAY_MS = 3_000;

  @Override
  public void run(PhasePlant plant, PhaseTally tally) throws IOException, InterruptedException {
    PhasePlant.forAll(plant.owners(), owner -> jump(owner, plant, tally));
    for (String owner : plant.owners()) {
      clocks.set(owner, Duration.ZERO);
    }
  }

  private void jump(String owner, PhasePlant plant, PhaseTally tally)
      throws IOException, InterruptedException {
    for (int i = 0; tally.take(); i++) {
      Duration ahead = AHEAD.get(i % AHEAD.size());
      long from = System.currentTimeMillis();
      long work = plant.work(owner);
      clocks.set(owner, ahead);
      TimeUnit.MILLISECONDS.sleep(STAY_MS + plant.random(owner + i).nextLong(STAY_MS));
      plant.awaitWork(owner, work);
      plant.wasBroken("clock", word(ahead), owner, from);
      tally.finished();
    }
  }

  private static String word(Duration ahead) {
    return ahead.isZero()
        ? "clock right again"
        : ahead.isNegative() ? "clock -1 day" : "clock +1 day";
  }
}
