package dev.andon.edge.outbox;

import java.util.Locale;

/**
 * Where an escalation stands.
 *
 * <pre>
 * QUEUED ⇄ SENT → RECEIPTED → DONE
 *    │      │                  ↑ a verdict proves that the hub has it, whatever came before
 *    └──────┴→ REFUSED, EVICTED
 * </pre>
 */
public enum RowState {
  /** Waits to be sent, or to be sent again. */
  QUEUED,
  /** Given to the broker; the hub has not answered yet. */
  SENT,
  /** Committed in the hub's store; the picture is gone from here. */
  RECEIPTED,
  /** The final verdict is stored here. */
  DONE,
  /** The hub will never take it; the picture stays while there is room. */
  REFUSED,
  /** Its picture was given up for newer ones; the row stays. */
  EVICTED;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RowState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
