package dev.andon.edge.actuation.plc;

import java.util.Locale;

/** What one bit in a controller says. */
public enum ModbusBit {
  ACCEPT,
  REJECT,
  HOLD,
  /** The bits above count now. */
  VALID,
  /** Changes while the agent lives. */
  ALIVE,
  /** Written by the controller: it has taken the result. */
  ACKNOWLEDGE;

  /** As it is written in the configuration. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
