package dev.andon.hub.ingest.mqtt;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long the hub waits before it connects again: 100 ms, doubled from failure to failure up to 2
 * s, so that it is back within seconds of the broker; drawn evenly from the upper half. A client id
 * that is taken over twice within a minute is used by somebody else too, and most likely so is one
 * whose connections broke three times in a row within ten seconds of the broker's taking them,
 * unless it could not be reached in between: from then on 5 s, doubled up to a minute, until a
 * connection has lived for two minutes. Confined to one thread.
 */
final class LinkBackoff {
  static final Duration LONGEST = Duration.ofSeconds(2);
  static final Duration LONGEST_CONTESTED = Duration.ofMinutes(1);
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration FIRST_CONTESTED = Duration.ofSeconds(5);
  private static final Duration BETWEEN_TAKEOVERS = Duration.ofMinutes(1);
  private static final Duration LIVED = Duration.ofSeconds(10);
  private static final Duration SETTLED = Duration.ofMinutes(2);

  /** The sudden end that makes it a suspicion. */
  private static final int THIRD = 3;

  private final RandomGenerator random;
  private int failures;
  private int takeovers;
  private long lastTakeover;
  private int sudden;

  LinkBackoff(RandomGenerator random) {
    this.random = random;
  }

  /** No connection came about. */
  void refused() {
    failures++;
    sudden = 0;
  }

  /**
   * One was lost.
   *
   * @param lived how long it had been there
   * @param now monotonic, in nanoseconds
   * @return whether another client ended it, for all we know
   */
  boolean lost(LinkLoss loss, Duration lived, long now) {
    failures = lived.compareTo(LIVED) < 0 ? failures + 1 : 0;
    if (lived.compareTo(SETTLED) >= 0) {
      takeovers = 0;
    }
    if (loss.cause() == LinkLoss.Cause.TAKEN_OVER) {
      boolean again = takeovers > 1 || now - lastTakeover < BETWEEN_TAKEOVERS.toNanos();
      takeovers = takeovers > 0 && again ? takeovers + 1 : 1;
      lastTakeover = now;
    }
    boolean broke = loss.hungUp() && lived.compareTo(LIVED) < 0;
    sudden = broke ? sudden + 1 : stillSuspected(lived);
    return loss.cause() == LinkLoss.Cause.TAKEN_OVER || (broke && suspected());
  }

  /** A suspicion stays until a connection has lived; less than that is forgotten at once. */
  private int stillSuspected(Duration lived) {
    return suspected() && lived.compareTo(SETTLED) < 0 ? sudden : 0;
  }

  /** Whether somebody else uses our client id. */
  boolean contested() {
    return takeovers > 1 || suspected();
  }

  /** Whether that is only what it looks like: the broker never said so. */
  boolean suspected() {
    return takeovers <= 1 && sudden >= THIRD;
  }

  /** The wait before the next attempt. */
  Duration next() {
    return contested()
        ? drawn(FIRST_CONTESTED, Math.max(takeovers - 2, sudden - THIRD), LONGEST_CONTESTED)
        : drawn(FIRST, Math.max(0, failures - 1), LONGEST);
  }

  private Duration drawn(Duration first, int doublings, Duration longest) {
    long bound = Math.min(longest.toMillis(), first.toMillis() << Math.min(doublings, 20));
    return Duration.ofMillis(bound - random.nextLong(bound / 2 + 1));
  }
}
