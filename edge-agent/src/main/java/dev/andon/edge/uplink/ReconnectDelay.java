package dev.andon.edge.uplink;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubled from attempt to attempt up to a maximum, then
 * drawn evenly from the upper half, so that a plant's stations do not come back all at once.
 * Confined to one thread.
 */
final class ReconnectDelay {
  private final long minMs;
  private final long maxMs;
  private final RandomGenerator random;
  private int failures;

  ReconnectDelay(Duration min, Duration max, RandomGenerator random) {
    this.minMs = min.toMillis();
    this.maxMs = max.toMillis();
    this.random = random;
  }

  /** The wait after one more failure. */
  Duration next() {
    long doubled = minMs << Math.min(failures, 30);
    long bound = doubled <= 0 ? maxMs : Math.min(maxMs, doubled);
    failures++;
    return Duration.ofMillis(bound - random.nextLong(bound / 2 + 1));
  }

  /** It worked. */
  void reset() {
    failures = 0;
  }
}
