package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.clock.ClockFiles;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Lets the whole plant live through a change of daylight saving.
 *
 * @param change when clocks change
 */
record DaylightFault(ClockFiles clocks, Instant change) implements PhaseFaults {

  /** Of Rome, 2027. */
  static final Instant SPRING = Instant.parse("2027-03-28T01:00:00Z");

  static final Instant AUTUMN = Instant.parse("2027-10-31T01:00:00Z");

  private static final Duration EARLY = Duration.ofMinutes(30);
  private static final Duration SHORTLY = Duration.ofSeconds(12);
  private static final Duration BEHIND = Duration.ofSeconds(25);

  /** Before the start: half an hour before the change. */
  void prepare(Iterable<String> owners) throws IOException {
    for (String owner : owners) {
      clocks.set(owner, until(EARLY));
    }
  }

  private Duration until(Duration before) {
    return Duration.between(Instant.now(), change.minus(before));
  }

  @Override
  public void run(PhasePlant plant, PhaseTally tally) throws IOException, InterruptedException {
    Duration ahead = until(SHORTLY);
    for (String owner : plant.owners()) {
      clocks.set(owner, ahead);
    }
    TimeUnit.MILLISECONDS.sleep(SHORTLY.toMillis());
    long from = System.currentTimeMillis();
    TimeUnit.MILLISECONDS.sleep(BEHIND.toMillis());
    for (String owner : plant.owners()) {
      plant.wasBroken("clock", "daylight saving changed", owner, from);
    }
    tally.reached(1);
  }
}
