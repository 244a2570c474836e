package dev.andon.edge.actuation;

import java.util.Locale;

/** The station's own rule where no verdict that may be relied on comes in time. */
public enum OnTimeout {
  HOLD,
  REJECT,
  ACCEPT,
  /** What the triage model thinks more likely. */
  LOCAL;

  /** As it is written in the configuration. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
