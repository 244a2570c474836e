package dev.andon.hub.ingest;

import java.util.UUID;

/**
 * Where a test breaks the hub on purpose, to show that an auditor notices. A hub in production has
 * {@link #NONE}.
 */
public interface Faults {
  /** Breaks nothing. */
  Faults NONE = new Faults() {};

  /**
   * Whether the receipt goes out before the escalation is committed: the loss that must be seen.
   */
  default boolean receiptBeforeCommit() {
    return false;
  }

  /**
   * Called before each commit of an escalation; what it throws stands for a crash at that place.
   */
  default void beforeCommit(UUID escalation) {}
}
