package dev.andon.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The hub's word on an escalation. Only {@link Stored} lets the station drop the row from its
 * outbox: a broker's PUBACK is not delivery.
 *
 * @param at the hub's clock when it said so, by which the station sees how its own stands; hubs of
 *     before do not say
 */
public record Receipt(
    UUID escalationId,
    Outcome outcome,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Instant> at)
    implements WireMessage {

  /** A receipt that does not say when. */
  public Receipt(UUID escalationId, Outcome outcome) {
    this(escalationId, outcome, Optional.empty());
  }

  /** What became of the escalation. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Stored.class, name = "stored"),
    @JsonSubTypes.Type(value = Deferred.class, name = "deferred"),
    @JsonSubTypes.Type(value = Refused.class, name = "refused")
  })
  public sealed interface Outcome {}

  /** Committed in the hub's store, by this message or by an earlier one. */
  public record Stored(boolean duplicate) implements Outcome {}

  /**
   * Not taken now, and worth sending again: the station keeps the row.
   *
   * @param code stable, for machines, for example {@code budget_exceeded}
   * @param message for people
   * @param retryAfterMs milliseconds from now before which sending again is pointless
   */
  public record Deferred(String code, String message, long retryAfterMs) implements Outcome {
    public Deferred {
      Texts.bounded("code", code, 64);
      Texts.bounded("message", message, 1_000);
      Ranges.inRange("retry_after_ms", retryAfterMs, 0, 400L * 86_400_000);
    }
  }

  /** Will never be taken; the station keeps the row, marks it refused and stops sending it. */
  public record Refused(String code, String message) implements Outcome {
    public Refused {
      Texts.bounded("code", code, 64);
      Texts.bounded("message", message, 1_000);
    }
  }
}
