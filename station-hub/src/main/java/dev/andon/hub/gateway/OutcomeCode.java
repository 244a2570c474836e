package dev.andon.hub.gateway;

import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.Refusal;

/** The outcome of a request in one word, for log and metrics. Pure. */
final class OutcomeCode {
  private OutcomeCode() {}

  static String of(GatewayOutcome outcome) {
    return switch (outcome) {
      case GatewayOutcome.Answered _ -> "answered";
      case GatewayOutcome.Streamed _ -> "streamed";
      case GatewayOutcome.Refused refused -> of(refused.refusal());
      case GatewayOutcome.Failed failed -> failed.failure().kind().code();
    };
  }

  private static String of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Key _ -> "refused_key";
      case Refusal.Model _ -> "refused_model";
      case Refusal.Rate _ -> "refused_rate";
      case Refusal.Budget _ -> "refused_budget";
      case Refusal.Storm _ -> "refused_storm";
      case Refusal.BadRequest _ -> "refused_bad_request";
      case Refusal.TooLarge _ -> "refused_too_large";
      case Refusal.Busy _ -> "refused_busy";
    };
  }
}
