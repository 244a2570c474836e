package dev.andon.hub.routing.plan;

import java.time.Duration;

/**
 * Asking a second candidate while the first is still silent. The second attempt takes its own hold.
 *
 * @param after how long the first may be silent
 */
public record Hedge(Duration after) {
  public Hedge {
    if (after.isNegative() || after.isZero()) {
      throw new IllegalArgumentException("hedging begins after more than 0 ms, not " + after);
    }
  }
}
