package dev.andon.edge.outbox;

import java.time.Instant;
import java.util.UUID;

/**
 * A part that was asked about and of which the line has heard nothing yet: what a later start of
 * the agent needs to tell it.
 *
 * @param id of the escalation
 * @param begun the station's clock when the deadline began; a clock that is behind it was set back
 * @param due when the rule for silence decides
 * @param fallback what that rule says: {@code accept}, {@code reject} or {@code hold}
 */
public record Undecided(
    UUID id,
    String partId,
    String variant,
    String view,
    Instant begun,
    Instant due,
    String fallback) {

  /** Checks. */
  public Undecided {
    if (due.isBefore(begun)) {
      throw new IllegalArgumentException("the deadline " + due + " is before its begin " + begun);
    }
  }
}
