package dev.andon.edge.outbox;

import dev.andon.wire.Escalation;
import dev.andon.wire.Region;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a picture is worth while it waits: where there is no room for all, the lowest goes first.
 */
public enum Priority {
  /** Nobody waits for the answer: an audit, or a frame that was chosen at random. */
  SAMPLE,
  /** Doubtful, between good and bad. */
  BAND,
  /** A class of defects is likelier there than not. */
  SUSPECT;

  /** Scores are calibrated: from here on the class is likelier than not. */
  private static final double LIKELY = 0.5;

  /** Of a doubtful frame that somebody waits for. */
  public static Priority of(Escalation doubtful) {
    return score(doubtful).orElse(0) >= LIKELY ? SUSPECT : BAND;
  }

  /** The highest class score of any of its regions, 0 … 1; empty where the model has none. */
  static OptionalDouble score(Escalation escalation) {
    return escalation.regions().stream()
        .flatMap(region -> region.scores().stream())
        .mapToDouble(Region.Score::value)
        .max();
  }

  /** As it stands in the file, in metrics and on the page. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Priority parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
