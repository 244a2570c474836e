package dev.andon.edge.actuation.plc;

import java.time.Duration;

/**
 * How long a controller is shown what.
 *
 * @param strobe how long a result is valid, and how long none is shown before the next; where the
 *     controller acknowledges, the longest wait for that. 1 ms to 1 min
 * @param acknowledged whether the controller says that it has taken a result
 * @param beatEvery time from one sign of life to the next, 50 ms to 1 min
 */
public record PlcRhythm(Duration strobe, boolean acknowledged, Duration beatEvery) {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Refuses what is out of range. */
  public PlcRhythm {
    check("strobe", strobe, Duration.ofMillis(1));
    check("alive_every", beatEvery, Duration.ofMillis(50));
  }

  private static void check(String key, Duration value, Duration least) {
    if (value.compareTo(least) < 0 || value.compareTo(MINUTE) > 0) {
      throw new IllegalArgumentException(
          key + " must be " + least.toMillis() + "ms to 1m, but is " + value.toMillis() + "ms");
    }
  }
}
