package dev.andon.sandbox.audit;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What the auditor lays side by side, read after everything came to rest.
 *
 * @param journal its own
 * @param outboxes all stations' files together
 * @param quarantined ids found in outbox files that were set aside as damaged
 * @param hub the hub's store
 * @param answersByImage from the providers' books: answered charges by the picture's SHA-256
 */
public record Evidence(
    CaptureJournal.Pages journal,
    List<OutboxRow> outboxes,
    Set<UUID> quarantined,
    List<HubRow> hub,
    Map<String, Long> answersByImage) {

  public Evidence {
    outboxes = List.copyOf(outboxes);
    quarantined = Set.copyOf(quarantined);
    hub = List.copyOf(hub);
    answersByImage = Map.copyOf(answersByImage);
  }
}
