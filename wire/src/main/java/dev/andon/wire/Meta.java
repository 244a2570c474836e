package dev.andon.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a station did on its own, without pictures: for audit and billing.
 *
 * @param id UUIDv7 of this batch; the hub takes a batch once
 */
public record Meta(UUID id, StationId station, Stamp sent, List<Event> events)
    implements WireMessage {
  public Meta {
    events = List.copyOf(events);
    Ranges.inRange("number of events", events.size(), 1, 1_000);
  }

  /** One thing that happened at the station. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Decided.class, name = "decided"),
    @JsonSubTypes.Type(value = Evicted.class, name = "evicted"),
    @JsonSubTypes.Type(value = TimedOut.class, name = "timed_out"),
    @JsonSubTypes.Type(value = Skipped.class, name = "skipped")
  })
  public sealed interface Event {
    Instant at();
  }

  /** A frame judged on the spot. */
  public record Decided(Instant at, String partId, String variant, String view, Verdict verdict)
      implements Event {}

  /** An escalation whose picture was given up; its row is kept. */
  public record Evicted(Instant at, UUID escalationId, String reason) implements Event {}

  /** No verdict came in time; the named rule decided. */
  public record TimedOut(Instant at, UUID escalationId, String onTimeout) implements Event {}

  /** A frame that could not be read. */
  public record Skipped(Instant at, String source, String reason) implements Event {}
}
