package dev.andon.hub.ingest.mqtt;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;

/**
 * Why a connection to the broker ended.
 *
 * @param reason in words, for the log and the status page
 */
record LinkLoss(Cause cause, String reason) {

  /** Who ended it. */
  enum Cause {
    /** Our client would not go on, although the link was there: a fault of ours. */
    OURS,
    /** The broker said goodbye. */
    BROKER,
    /** The connection broke, or nothing came over it any more. */
    NETWORK,
    /** Another client came with our id. */
    TAKEN_OVER,
    /** The configuration names another broker or login. */
    CONFIGURED
  }

  private static final String SILENT = "the broker delivers nothing any more";
  private static final String NO_PULSE = "PINGRESP";

  static LinkLoss silent() {
    return new LinkLoss(Cause.NETWORK, SILENT);
  }

  /**
   * Whether the connection was closed without a word, as a broker does that gives the id to another
   * client; one that falls silent is a network's or a hanging broker's.
   */
  boolean hungUp() {
    return cause == Cause.NETWORK && !reason.equals(SILENT) && !reason.contains(NO_PULSE);
  }

  /** The same, understood as another client's coming. */
  LinkLoss takenOver() {
    return new LinkLoss(Cause.TAKEN_OVER, reason);
  }

  /** What the client's library says of a connection that it had. */
  static LinkLoss of(MqttDisconnectSource source, Throwable failure) {
    return new LinkLoss(cause(source, failure), String.valueOf(failure.getMessage()));
  }

  private static Cause cause(MqttDisconnectSource source, Throwable failure) {
    return switch (source) {
      case USER -> Cause.OURS;
      case SERVER -> takenOver(failure) ? Cause.TAKEN_OVER : byBroker(failure);
      case CLIENT -> ofClient(failure);
    };
  }

  private static boolean takenOver(Throwable failure) {
    return failure instanceof Mqtt5DisconnectException told
        && told.getMqttMessage().getReasonCode() == Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER;
  }

  private static Cause byBroker(Throwable failure) {
    return failure instanceof Mqtt5DisconnectException ? Cause.BROKER : Cause.NETWORK;
  }

  /** The library also counts itself as the one who ends a connection that broke or fell silent. */
  private static Cause ofClient(Throwable failure) {
    boolean broke = failure instanceof ConnectionClosedException;
    boolean silent = String.valueOf(failure.getMessage()).contains(NO_PULSE);
    return broke || silent ? Cause.NETWORK : Cause.OURS;
  }
}
