package dev.andon.edge.uplink;

import dev.andon.edge.uplink.MqttPort.LinkEvents;
import dev.andon.edge.uplink.MqttPort.MqttLink;
import dev.andon.edge.uplink.MqttPort.PublishOutcome;
import java.io.IOException;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection through Paho. Thread-safe. */
final class PahoLink implements MqttLink {
  private static final Logger LOG = LoggerFactory.getLogger(PahoLink.class);
  private static final long ANSWER_MS = 10_000;
  private static final long GOODBYE_MS = 1_000;

  /** MQTT 5 §3.14.2.1: the broker publishes the will although the client leaves in good order. */
  private static final int WITH_WILL = 0x04;

  /** MQTT 5 §2.4: codes from here on say that it did not work. */
  private static final int FIRST_REFUSAL = 0x80;

  private static final long PROTOCOL_MAX_PACKET = 268_435_455;
  private static final int PROTOCOL_RECEIVE_MAXIMUM = 65_535;

  private final MqttAsyncClient client;
  private final PahoCallback callback;
  private final LinkEvents events;
  private final long maxPacketBytes;
  private final int receiveMaximum;

  PahoLink(
      MqttAsyncClient client,
      PahoCallback callback,
      LinkEvents events,
      @Nullable MqttProperties granted) {
    this.client = client;
    this.callback = callback;
    this.events = events;
    Long packet = granted == null ? null : granted.getMaximumPacketSize();
    Integer receive = granted == null ? null : granted.getReceiveMaximum();
    this.maxPacketBytes = packet == null ? PROTOCOL_MAX_PACKET : packet;
    this.receiveMaximum = receive == null ? PROTOCOL_RECEIVE_MAXIMUM : receive;
  }

  @Override
  public void subscribe(String filter) throws IOException {
    try {
      client.subscribe(filter, 1).waitForCompletion(ANSWER_MS);
    } catch (MqttException refused) {
      throw new IOException("cannot subscribe to " + filter + ": " + PahoPort.reason(refused));
    }
  }

  @Override
  public void publish(Publication publication, Object token) throws IOException {
    try {
      client.publish(
          publication.topic(),
          PahoPort.message(publication),
          token,
          new Listener(publication.topic(), token));
    } catch (MqttException unusable) {
      throw new IOException("cannot publish: " + PahoPort.reason(unusable), unusable);
    }
  }

  @Override
  public long maxPacketBytes() {
    return maxPacketBytes;
  }

  @Override
  public int receiveMaximum() {
    return receiveMaximum;
  }

  @Override
  public void close() {
    callback.mute();
    if (client.isConnected()) {
      try {
        client
            .disconnect(0, null, null, WITH_WILL, new MqttProperties())
            .waitForCompletion(GOODBYE_MS);
      } catch (MqttException alreadyGone) {
        LOG.debug("mqtt goodbye failed: {}", alreadyGone.getMessage());
      }
    }
    discard(client);
  }

  /** Frees Paho's threads as far as it lets us. */
  static void discard(MqttAsyncClient client) {
    try {
      if (client.isConnected()) {
        client.disconnectForcibly(0, 200, false);
      }
    } catch (MqttException alreadyGone) {
      LOG.debug("mqtt disconnect failed: {}", alreadyGone.getMessage());
    }
    try {
      client.close(true);
    } catch (MqttException alreadyGone) {
      LOG.debug("mqtt close failed: {}", alreadyGone.getMessage());
    }
  }

  /** Waits for the broker's word on one message. */
  private final class Listener implements MqttActionListener {
    private final String topic;
    private final Object token;

    Listener(String topic, Object token) {
      this.topic = topic;
      this.token = token;
    }

    @Override
    public void onSuccess(IMqttToken answer) {
      int code = code(answer);
      if (code >= FIRST_REFUSAL) {
        refused(code);
      } else {
        events.published(
            token,
            code == MqttReturnCode.RETURN_CODE_NO_MATCHING_SUBSCRIBERS
                ? PublishOutcome.NOBODY_THERE
                : PublishOutcome.ACCEPTED);
      }
    }

    /** Paho makes a failure of an acknowledgement that refuses, and of a link that is gone. */
    @Override
    public void onFailure(IMqttToken answer, Throwable failure) {
      LOG.debug("mqtt publish failed: {}", failure.getMessage());
      int code = code(answer);
      refused(
          code == 0 && failure instanceof MqttException told && told.getReasonCode() < 0x100
              ? told.getReasonCode()
              : code);
    }

    private void refused(int code) {
      if (code >= FIRST_REFUSAL) {
        events.refused(topic, code);
      }
      events.published(token, PublishOutcome.REFUSED);
    }

    private static int code(IMqttToken answer) {
      int[] codes = answer.getReasonCodes();
      return codes == null || codes.length == 0 ? MqttReturnCode.RETURN_CODE_SUCCESS : codes[0];
    }
  }
}
