package dev.andon.edge.uplink;

import dev.andon.edge.outbox.VerdictInbox;
import dev.andon.wire.Lane;
import dev.andon.wire.Receipt;
import dev.andon.wire.StationAllowance;
import dev.andon.wire.VerdictMessage;
import java.util.UUID;

/**
 * Hears what the uplink did, after it was committed, on the uplink's thread: must not block. The
 * default methods do nothing.
 */
public interface UplinkListener {
  /** The broker took us. */
  default void linkUp(String broker) {}

  /** The broker is gone; the uplink goes on trying. Called once per outage. */
  default void linkDown(String reason) {}

  /** A connection that was there is lost; {@code takenOver} if another client has our id. */
  default void linkLost(boolean takenOver) {}

  /** The broker would not take a message, for this reason of MQTT 5. */
  default void refused(int reason) {}

  /** An escalation went to the broker. */
  default void sent(UUID escalationId, Lane lane, int times) {}

  /** The hub's word on an escalation is stored. */
  default void receipted(Receipt receipt, Lane lane) {}

  /**
   * The hub says what its budgets still pay for, and it is no old word of it.
   *
   * @param retained whether it was said before this connection
   */
  default void allowance(StationAllowance said, boolean retained) {}

  /** A verdict is stored; it is confirmed after this call. */
  default void verdict(VerdictMessage verdict, VerdictInbox.Outcome outcome) {}
}
