package dev.andon.hub.gateway;

import dev.andon.hub.budget.Permit;
import dev.andon.hub.exchange.GatewayOutcome;

/**
 * Lets a request leave once: at its outcome, or for a stream when that has ended. Confined to its
 * request.
 */
final class Departure {
  private final Stages stages;
  private final Passage passage;
  private final Permit permit;
  private boolean watching;

  Departure(Stages stages, Passage passage, Permit permit) {
    this.stages = stages;
    this.passage = passage;
    this.permit = permit;
  }

  GatewayOutcome watch(GatewayOutcome outcome) {
    if (outcome instanceof GatewayOutcome.Streamed streamed
        && streamed.stream() instanceof PaidStream stream) {
      watching = true;
      stream.atEnd(
          () -> {
            leave();
            passage.ended(stages.requests(), "streamed");
          });
    }
    return outcome;
  }

  void unlessWatching() {
    if (!watching) {
      leave();
    }
  }

  private void leave() {
    permit.used(
        passage.trail().attempts().stream().mapToLong(attempt -> attempt.usage().total()).sum());
    permit.close();
  }
}
