package dev.andon.wire;

/** How an escalation reaches the hub. */
public enum Lane {
  /** As it happens; a verdict in time may still actuate. */
  LIVE,
  /** From the outbox, after an outage; its verdict is recorded and never actuates. */
  REPLAY
}
