package dev.andon.hub.billing;

import dev.andon.hub.request.Refusal;

/** Whether an attempt may be made. */
public sealed interface TillOutcome {
  /** Yes: send it, and hand the ticket back. */
  record Granted(Ticket ticket) implements TillOutcome {}

  /** No: it does not fit into a budget. Nothing was held. */
  record Refused(Refusal.Budget refusal) implements TillOutcome {}
}
