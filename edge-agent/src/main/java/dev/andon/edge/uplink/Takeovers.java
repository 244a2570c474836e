package dev.andon.edge.uplink;

import java.time.Duration;

/**
 * Counts how often another client took the station's id at the broker over. Twice within a minute
 * is no coincidence: two stations have one name. Where the broker does not say it, three
 * connections in a row that it took and ended within ten seconds tell the same, unless it could not
 * be reached in between. From then on the waits are 5 s, doubled up to a minute, until a connection
 * has lived for two. Confined to the uplink's thread.
 */
final class Takeovers {
  private static final Duration TOGETHER = Duration.ofMinutes(1);
  private static final Duration SETTLED = Duration.ofMinutes(2);
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofSeconds(10);

  /** The one that makes it a suspicion. */
  private static final int THIRD = 3;

  private int named;
  private long last;
  private int unexplained;

  /**
   * A connection is over.
   *
   * @param lived how long it was there
   * @param now monotonic, in nanoseconds
   * @return whether another client ended it, for all we know
   */
  boolean over(Ending ending, Duration lived, long now) {
    if (lived.compareTo(SETTLED) >= 0) {
      named = 0;
    }
    boolean sudden = ending == Ending.HUNG_UP && lived.compareTo(SHORT) < 0;
    unexplained = sudden ? unexplained + 1 : stillSuspected(lived);
    return switch (ending) {
      case TAKEN_OVER -> {
        boolean again = named > 1 || now - last < TOGETHER.toNanos();
        named = named > 0 && again ? named + 1 : 1;
        last = now;
        yield true;
      }
      case HUNG_UP -> sudden && suspected();
      case TOO_LARGE, OTHER -> false;
    };
  }

  /** A suspicion stays until a connection has lived; less than that is forgotten at once. */
  private int stillSuspected(Duration lived) {
    return suspected() && lived.compareTo(SETTLED) < 0 ? unexplained : 0;
  }

  /** The broker did not take us at all: then it is not well itself. */
  void unreachable() {
    unexplained = 0;
  }

  /** Whether somebody else uses this id. */
  boolean contested() {
    return named > 1 || suspected();
  }

  /** Whether that is only what it looks like: the broker never said so. */
  boolean suspected() {
    return named <= 1 && unexplained >= THIRD;
  }

  /** The longest wait before the next attempt; to be asked while the id is contested. */
  Duration pause() {
    int beyond = Math.max(named - 2, unexplained - THIRD);
    long doubled = FIRST.toMillis() << Math.min(Math.max(0, beyond), 10);
    return Duration.ofMillis(Math.min(LONGEST.toMillis(), doubled));
  }
}
