package dev.andon.hub.routing.health;

import java.time.Duration;

/** Waits; given in, so that tests need not. */
@FunctionalInterface
public interface Pause {
  /** Blocks the calling (virtual) thread for {@code span}. */
  void await(Duration span) throws InterruptedException;
}
