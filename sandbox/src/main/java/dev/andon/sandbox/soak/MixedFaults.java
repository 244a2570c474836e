package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.audit.JsonLines;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Every fault of the plain soak, for as many seconds as the tally wants. */
final class MixedFaults implements PhaseFaults {

  private static final long LOOK_MS = 500;

  @Override
  public void run(PhasePlant plant, PhaseTally tally) throws IOException, InterruptedException {
    Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
    if (plant.plant().disks().refused().isPresent()) {
      kinds.remove(FaultKind.DISKS);
    }
    Duration length = Duration.ofSeconds(tally.target());
    FaultPlan plan =
        FaultPlan.draw(plant.seed(), Duration.ZERO, length, kinds, plant.plant().stations());
    long start = System.nanoTime();
    try (Breakage breakage =
        new Breakage(plant.plant(), JsonLines.appendTo(plant.folder().faults()))) {
      breakage.follow(plan, 0);
      while (!tally.isReached()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        tally.reached(Duration.ofNanos(System.nanoTime() - start).toSeconds());
      }
    }
  }
}
