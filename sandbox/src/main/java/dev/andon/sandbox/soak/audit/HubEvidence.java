package dev.andon.sandbox.soak.audit;

import dev.andon.sandbox.audit.HubRow;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What the hub's file holds.
 *
 * @param cases every escalation with its newest verdict
 * @param charges every entry of the ledger
 * @param unfinished escalations without a final verdict, and verdicts that nobody confirmed
 */
public record HubEvidence(List<HubRow> cases, List<Charge> charges, long unfinished) {

  public HubEvidence {
    cases = List.copyOf(cases);
    charges = List.copyOf(charges);
  }

  /**
   * One entry of the ledger.
   *
   * @param escalation what it was paid for; empty where no run is known for it
   * @param outcome ANSWERED, FAILED, CANCELLED, OUTCOME_UNKNOWN, HIT or CORRECTION
   * @param costMicros in millionths
   * @param atMs when the call began, the hub's clock in milliseconds
   * @param bookedMs when the entry was written
   */
  public record Charge(
      Optional<UUID> escalation, String outcome, long costMicros, long atMs, long bookedMs) {

    boolean answered() {
      return outcome.equals("ANSWERED");
    }

    boolean unknown() {
      return outcome.equals("OUTCOME_UNKNOWN");
    }
  }
}
