package dev.andon.hub.ledger;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** Hours of the plant's own clock, so that local days are made of whole ones. Thread-safe. */
final class Hours {
  private final ZoneId zone;
  private volatile Known last = new Known(0, 0);

  Hours(ZoneId zone) {
    this.zone = zone;
  }

  /** The start of the hour that contains {@code millis}. */
  long floor(long millis) {
    Known known = last;
    if (millis < known.start || millis >= known.end) {
      var start = Instant.ofEpochMilli(millis).atZone(zone).truncatedTo(ChronoUnit.HOURS);
      known =
          new Known(
              start.toInstant().toEpochMilli(), start.plusHours(1).toInstant().toEpochMilli());
      last = known;
    }
    return known.start;
  }

  /** The first hour that starts at or after {@code millis}. */
  long ceiling(long millis) {
    long floor = floor(millis);
    return floor == millis ? millis : floor(floor + 3_600_000L);
  }

  private record Known(long start, long end) {}
}
