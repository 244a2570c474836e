package dev.andon.edge.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether an outbox can be written.
 *
 * @param failingSince since when it cannot, by the station's clock; absent while it can
 * @param problem why not, for a person; empty while it can
 * @param unlogged live frames that could not be stored since then and wait to be counted
 * @param signalsOwed signals that were told to the line and wait to be journalled
 * @param toldAnyway signals told since the agent started although the outbox could not be written
 * @param tight whether the reserved space is used up, so that older pictures go for newer ones
 * @param sideJournal whether the second journal can be written
 */
public record OutboxHealth(
    Optional<Instant> failingSince,
    String problem,
    long unlogged,
    long signalsOwed,
    long toldAnyway,
    boolean tight,
    boolean sideJournal) {

  /** Whether frames can be stored. */
  public boolean writes() {
    return failingSince.isEmpty();
  }

  /** Whether nothing waits in memory to be written down. */
  public boolean settled() {
    return writes() && unlogged == 0 && signalsOwed == 0;
  }
}
