package dev.andon.hub.time;

import java.time.Duration;

/** Waits; given in, so that tests need not. */
@FunctionalInterface
public interface Sleeper {
  /** Blocks the calling (virtual) thread for {@code span}. */
  void await(Duration span) throws InterruptedException;
}
