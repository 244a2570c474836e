package dev.andon.wire;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes time-ordered ids (UUID version 7, RFC 9562 §5.7): 48 bits of Unix milliseconds, 74 random
 * bits. Ids of one maker never go back, even if the clock does. Thread-safe if the random generator
 * is.
 */
public final class UuidV7 {
  private final InstantSource clock;
  private final RandomGenerator random;
  private long lastMillis;

  public UuidV7(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** A new id. */
  public UUID next() {
    long high = (millis() << 16) | 0x7000 | (random.nextLong() & 0x0fff);
    long low = 0x8000_0000_0000_0000L | (random.nextLong() >>> 2);
    return new UUID(high, low);
  }

  private synchronized long millis() {
    lastMillis = Math.max(lastMillis, clock.millis());
    return lastMillis;
  }
}
