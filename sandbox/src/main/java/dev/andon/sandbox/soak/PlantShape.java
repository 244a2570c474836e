package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.clock.ClockFiles;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * How a plant is built, where soaks differ.
 *
 * @param takt of every station
 * @param drawnAhead whether all frames lie in the folders before the start; otherwise they come as
 *     long as somebody feeds them
 * @param bulk whether links and hub are set for thousands of escalations at once
 * @param zone of the plant's days, and of its processes
 * @param clocks where processes have wall clocks of their own
 */
record PlantShape(
    Duration takt, boolean drawnAhead, boolean bulk, ZoneId zone, Optional<ClockFiles> clocks) {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** A frame a second, all drawn before the start. */
  static PlantShape drawn() {
    return new PlantShape(SECOND, true, false, ZoneOffset.UTC, Optional.empty());
  }

  /** Frames come while somebody feeds them. */
  static PlantShape fed(Duration takt) {
    return new PlantShape(takt, false, false, ZoneOffset.UTC, Optional.empty());
  }

  /** As fast as stations judge, and as fast as links carry. */
  static PlantShape thousands() {
    return new PlantShape(Duration.ofMillis(5), false, true, ZoneOffset.UTC, Optional.empty());
  }

  PlantShape with(ClockFiles clocks, ZoneId zone) {
    return new PlantShape(takt, drawnAhead, bulk, zone, Optional.of(clocks));
  }

  /** What stations resend and the hub judges again, a second. */
  int replayPerSecond() {
    return bulk ? 500 : 50;
  }
}
