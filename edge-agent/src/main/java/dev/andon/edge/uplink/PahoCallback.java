package dev.andon.edge.uplink;

import java.io.EOFException;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands over what Paho's threads say: blocking here would deadlock the client. Thread-safe. */
final class PahoCallback implements MqttCallback {
  private static final Logger LOG = LoggerFactory.getLogger(PahoCallback.class);

  /**
   * Paho's code for an acknowledgement with a reason that §3.4.2.1 does not list; it ends the
   * connection itself then. mosquitto 2.0 sends 0x95 (packet too large) there.
   */
  private static final int INVALID_RETURN_CODE = 50_001;

  private final MqttPort.LinkEvents events;
  private final AtomicBoolean over = new AtomicBoolean();

  PahoCallback(MqttPort.LinkEvents events) {
    this.events = events;
  }

  /** From here on nothing is handed over: the connection was closed on purpose. */
  void mute() {
    over.set(true);
  }

  private void takenOver() {
    if (over.compareAndSet(false, true)) {
      events.takenOver();
    }
  }

  private void hungUp() {
    if (over.compareAndSet(false, true)) {
      events.hungUp();
    }
  }

  void lost(String reason) {
    if (over.compareAndSet(false, true)) {
      events.lost(reason);
    }
  }

  private void tooLarge(String reason) {
    if (over.compareAndSet(false, true)) {
      events.tooLarge(reason);
    }
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    if (!over.get()) {
      events.arrived(topic, message.getPayload(), message.isRetained());
    }
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    MqttException cause = response.getException();
    if (response.getReturnCode() == MqttReturnCode.RETURN_CODE_SESSION_TAKEN_OVER) {
      takenOver();
      return;
    }
    if (cause != null && closedByTheOther(cause.getCause())) {
      hungUp();
      return;
    }
    String reason =
        cause == null
            ? "the broker ended the connection: " + words(response.getReturnCode())
            : PahoPort.reason(cause);
    if (response.getReturnCode() == MqttReturnCode.RETURN_CODE_PACKET_TOO_LARGE) {
      tooLarge(reason);
      return;
    }
    if (cause != null && cause.getReasonCode() == INVALID_RETURN_CODE) {
      tooLarge(
          "the broker acknowledged a message with a code that MQTT 5 does not know there, as"
              + " mosquitto does for those above its message_size_limit");
      return;
    }
    lost(reason);
  }

  /** MQTT 5 §3.14.2.1. */
  private static String words(int reason) {
    String said =
        switch (reason) {
          case MqttReturnCode.RETURN_CODE_NOT_AUTHORIZED -> "this login may not do that";
          case MqttReturnCode.RETURN_CODE_SERVER_BUSY -> "it is busy";
          case MqttReturnCode.RETURN_CODE_SERVER_SHUTTING_DOWN -> "it is shutting down";
          case MqttReturnCode.RETURN_CODE_KEEP_ALIVE_TIMEOUT -> "it heard nothing for too long";
          case MqttReturnCode.RETURN_CODE_PACKET_TOO_LARGE -> "a message was too large for it";
          case MqttReturnCode.RETURN_CODE_QUOTA_EXCEEDED -> "a quota is used up";
          case MqttReturnCode.RETURN_CODE_ADMINISTRITIVE_ACTION -> "somebody there ended it";
          default -> "the broker's log says why";
        };
    return said + " (reason " + reason + ")";
  }

  private static boolean closedByTheOther(@Nullable Throwable cause) {
    return cause instanceof EOFException || cause instanceof SocketException;
  }

  @Override
  public void mqttErrorOccurred(MqttException exception) {
    LOG.debug("mqtt error: {}", exception.getMessage());
  }

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean reconnect, String serverUri) {}

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {}
}
