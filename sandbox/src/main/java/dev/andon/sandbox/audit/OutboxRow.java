package dev.andon.sandbox.audit;

import java.util.UUID;

/**
 * What a station's outbox file says of one escalation.
 *
 * @param pictureKept whether the picture can still be sent
 * @param finalVerdict whether the final verdict is stored there
 */
public record OutboxRow(UUID id, Standing standing, boolean pictureKept, boolean finalVerdict) {

  /** How far it has come. */
  public enum Standing {
    /** To be sent, or sent and not receipted. */
    WAITING,
    /** The hub said that it has it. */
    HANDED_OVER,
    /** Its final verdict has arrived. */
    DONE,
    /** The hub will never take it. */
    REFUSED,
    /** Its picture was given up. */
    EVICTED
  }
}
