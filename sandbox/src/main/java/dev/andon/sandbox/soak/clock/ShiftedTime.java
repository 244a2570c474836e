package dev.andon.sandbox.soak.clock;

import java.time.Instant;

/** What the wall clock of this process is ahead by. Thread-safe. */
public final class ShiftedTime {

  private static volatile long offsetMillis;

  private ShiftedTime() {}

  /** From now on the wall clock is ahead by so much, in milliseconds; negative: behind. */
  static void set(long millis) {
    offsetMillis = millis;
  }

  /** Called behind each reading of the clock in milliseconds since 1970. */
  public static long millis(long real) {
    return real + offsetMillis;
  }

  /** Called behind each reading of the clock by {@code java.time}. */
  public static Instant instant(Instant real) {
    return real.plusMillis(offsetMillis);
  }
}
