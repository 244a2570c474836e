package dev.andon.sandbox.audit;

import dev.andon.wire.VerdictMessage;
import java.util.Optional;
import java.util.UUID;

/**
 * What the hub's store says of one escalation.
 *
 * @param verdict the newest one, final or provisional
 */
public record HubRow(UUID id, Optional<VerdictMessage> verdict) {

  /** The verdict that nothing follows. */
  Optional<VerdictMessage> finalVerdict() {
    return verdict.filter(message -> !message.provisional());
  }
}
