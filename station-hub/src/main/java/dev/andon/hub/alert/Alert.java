package dev.andon.hub.alert;

import java.time.Instant;
import java.util.Locale;

/**
 * Something that somebody should look at. Holds no secret.
 *
 * @param subject a budget's name or an owner
 * @param message one sentence
 */
public record Alert(Instant at, Kind kind, String subject, String message) {
  /** What happened. */
  public enum Kind {
    /** A budget has reached its warning share. */
    WARN,
    /** A budget has refused, or would have. */
    STOP,
    /** A budget has raised itself. */
    TOP_UP,
    /** A provider reported more than was held: a bound is wrong. */
    ABOVE_BOUND,
    /** Far more spend in an hour than in the same hour of earlier days. */
    ANOMALY,
    /** Two processes use one station's name. */
    TWO_STATIONS,
    /** The hub's wall clock jumped. */
    CLOCK,
    /** A database file is damaged, or was, or what was spent is in doubt. */
    DATA;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
