package dev.andon.wire;

import java.time.Instant;
import java.util.UUID;

/**
 * The hub's verdict on one escalation, sent again until the station confirms it.
 *
 * @param provisional true while the hub still seeks an answer (no provider reachable): one final
 *     verdict follows
 * @param late true if the station's deadline had passed at the hub; a late verdict is recorded and
 *     never actuates
 * @param answeredBy who decided
 * @param model {@code provider/model} that answered; empty if none did
 * @param costMicros millionths of the plant's currency charged for this verdict
 * @param currency ISO 4217 code of the plant's currency
 * @param requestId names the trail: {@code andon explain ID}
 * @param decidedAt the hub's clock
 */
public record VerdictMessage(
    UUID escalationId,
    Verdict verdict,
    boolean provisional,
    boolean late,
    AnsweredBy answeredBy,
    String model,
    long costMicros,
    String currency,
    UUID requestId,
    Instant decidedAt)
    implements WireMessage {

  public VerdictMessage {
    if (model.length() > 256) {
      throw new IllegalArgumentException("model must hold at most 256 characters");
    }
    Texts.bounded("currency", currency, 3);
    Ranges.inRange("cost", costMicros, 0, Long.MAX_VALUE);
  }

  /** Who decided. */
  public enum AnsweredBy {
    PROVIDER,
    CACHE,
    OPERATOR,
    NOBODY
  }
}
