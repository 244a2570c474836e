package dev.andon.hub.budget;

import java.time.Instant;

/** From {@code start} (in) to {@code end} (out). */
public record Span(Instant start, Instant end) {
  public Span {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException(
          "a span must end after it starts: " + start + " to " + end);
    }
  }

  public boolean contains(Instant at) {
    return !at.isBefore(start) && at.isBefore(end);
  }
}
