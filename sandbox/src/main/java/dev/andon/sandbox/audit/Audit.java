package dev.andon.sandbox.audit;

import java.util.List;
import java.util.UUID;

/**
 * What the auditor found. {@code escalated = verdicts + evicted + quarantined + refused + queued +
 * lost}, because every captured id is put into exactly one of these by what was found of it.
 *
 * @param lost escalations that nobody has: neither a verdict, nor a row that still waits, nor one
 *     that says why not
 * @param duplicatesCharged answered charges beyond one for an escalation
 * @param strangers ids that outboxes or hub know and nobody captured
 * @param score confident and escalated frames against the truth
 * @param cacheHits verdicts that came from the hub's cache
 * @param wrongHits those of them that contradict the truth
 */
public record Audit(
    long escalated,
    long verdicts,
    long evicted,
    long quarantined,
    long refused,
    long queued,
    List<UUID> lost,
    long duplicatesCharged,
    List<UUID> strangers,
    Score score,
    long cacheHits,
    long wrongHits) {

  public Audit {
    lost = List.copyOf(lost);
    strangers = List.copyOf(strangers);
  }

  /** Whether the promise was kept: nothing lost, nothing charged twice, nothing out of nowhere. */
  public boolean clean() {
    return lost.isEmpty() && duplicatesCharged == 0 && strangers.isEmpty();
  }
}
