package dev.andon.wire;

import java.util.Locale;

/**
 * Why a hub cannot take an escalation now, so that its station keeps it and sends it again. A
 * station must also take codes that it does not know.
 */
public enum DeferCode {
  /** Too much waits at the hub already. */
  BUSY,
  /** The line's money is spent, and the plant wants its escalations kept until there is more. */
  BUDGET_EXCEEDED,
  /** The hub's disk refuses it. */
  STORE_UNAVAILABLE,
  /** The hub failed; its log says how. */
  HUB_ERROR,
  /** The plant's configuration does not name the station, or not yet. */
  UNKNOWN_STATION;

  /** Lower snake case, as it travels and as metrics are tagged. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The receipt that says so. */
  public Receipt.Deferred receipt(String message, long retryAfterMs) {
    return new Receipt.Deferred(word(), message, retryAfterMs);
  }
}
