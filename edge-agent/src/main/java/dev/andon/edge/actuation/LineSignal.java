package dev.andon.edge.actuation;

import java.util.Locale;

/** What a line can be told about a part. */
public enum LineSignal {
  ACCEPT,
  REJECT,
  /** Keep the part aside until a person has looked. */
  HOLD;

  /** As it is written to the line and to the journal. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
