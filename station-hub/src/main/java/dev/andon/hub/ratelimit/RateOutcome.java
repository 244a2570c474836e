package dev.andon.hub.ratelimit;

import dev.andon.hub.request.Refusal;

/** Whether a request may go on now. */
public sealed interface RateOutcome {
  /** Yes; close the permit when the request is over. */
  record Admitted(Permit permit) implements RateOutcome {}

  /** No; nothing was taken from any owner. */
  record Refused(Refusal refusal) implements RateOutcome {}
}
