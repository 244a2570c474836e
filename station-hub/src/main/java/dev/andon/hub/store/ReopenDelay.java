package dev.andon.hub.store;

import java.time.Duration;

/**
 * How long a broken file is left alone: not at all after its first failure, 20 ms after the second
 * in a row, then twice as long each time, up to a second. Confined to one thread.
 */
final class ReopenDelay {
  private static final Duration SECOND = Duration.ofMillis(20);
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final int MAX_DOUBLINGS = 10;

  private int inRow;
  private long endNanos = System.nanoTime();

  /** Nanoseconds until another try; 0 or below when it may be made. */
  long leftNanos() {
    return inRow < 2 ? 0 : endNanos - System.nanoTime();
  }

  void failed() {
    inRow++;
    endNanos = System.nanoTime() + pause(inRow).toNanos();
  }

  void worked() {
    inRow = 0;
  }

  /** The pause after that many failures in a row. */
  static Duration pause(int failures) {
    if (failures < 2) {
      return Duration.ZERO;
    }
    Duration pause = SECOND.multipliedBy(1L << Math.min(failures - 2, MAX_DOUBLINGS));
    return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
  }
}
