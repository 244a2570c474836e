package dev.andon.edge.escalation;

import dev.andon.wire.Escalation;

/** What becomes of a doubtful frame. */
public sealed interface EscalationOutcome {

  /**
   * Somebody is asked.
   *
   * @param escalation in the live lane, with the whole deadline left
   * @param forItsScore whether there was room only for a frame this suspicious
   */
  record Asked(Escalation escalation, boolean forItsScore) implements EscalationOutcome {}

  /**
   * An escalation of this part asks already.
   *
   * @param reason why, for a person
   */
  record Suppressed(String reason) implements EscalationOutcome {}

  /**
   * Nobody is asked, so that the money lasts for frames that are worth more; the station's own rule
   * decides.
   *
   * @param reason why, for a person
   */
  record Paced(String reason) implements EscalationOutcome {}

  /**
   * Nobody is asked; the station's own rule decides.
   *
   * @param reason why, for a person
   */
  record Withheld(String reason) implements EscalationOutcome {}
}
