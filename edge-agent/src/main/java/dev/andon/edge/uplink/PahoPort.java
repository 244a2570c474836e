package dev.andon.edge.uplink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;

/**
 * Paho's MQTT 5 client, used in the one way that works: a fresh client for each connection, nothing
 * remembered by client or broker, no reconnect of its own. Thread-safe.
 */
public final class PahoPort implements MqttPort {
  private static final long CONNECT_MS = 10_000;

  /** What the hub says is small; more than this from a broker is refused by the protocol. */
  private static final long MAX_INCOMING_BYTES = 1L << 20;

  @Override
  public MqttLink connect(MqttEndpoint endpoint, Publication will, LinkEvents events)
      throws IOException {
    MqttAsyncClient client = client(endpoint);
    PahoCallback callback = new PahoCallback(events);
    try {
      client.setCallback(callback);
      IMqttToken token = client.connect(options(endpoint, will));
      token.waitForCompletion(CONNECT_MS);
      return new PahoLink(client, callback, events, token.getResponseProperties());
    } catch (MqttException refused) {
      callback.mute();
      PahoLink.discard(client);
      throw new IOException(endpoint.name() + ": " + refusal(refused), refused);
    }
  }

  private static String refusal(MqttException refused) {
    return switch (refused.getReasonCode()) {
      case MqttReturnCode.RETURN_CODE_BAD_USERNAME_OR_PASSWORD,
          MqttReturnCode.RETURN_CODE_NOT_AUTHORIZED ->
          "the broker refuses the login (reason "
              + refused.getReasonCode()
              + "): check broker.username and broker.password against the broker's users; a"
              + " password from a file is read again at each attempt";
      default -> reason(refused);
    };
  }

  private static MqttAsyncClient client(MqttEndpoint endpoint) throws IOException {
    try {
      return new MqttAsyncClient(
          Connections.address(endpoint), endpoint.clientId(), new MemoryPersistence());
    } catch (MqttException | IllegalArgumentException wrong) {
      throw new IOException(endpoint.name() + " is no address of a broker", wrong);
    }
  }

  private static MqttConnectionOptions options(MqttEndpoint endpoint, Publication will)
      throws IOException {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(true);
    options.setSessionExpiryInterval(0L);
    options.setAutomaticReconnect(false);
    options.setKeepAliveInterval((int) endpoint.keepAlive().toSeconds());
    options.setConnectionTimeout((int) (CONNECT_MS / 1_000));
    options.setMaximumPacketSize(MAX_INCOMING_BYTES);
    options.setSocketFactory(
        endpoint.encrypted() ? Tls.sockets(endpoint.tls()) : new NoDelaySocketFactory());
    endpoint.username().ifPresent(options::setUserName);
    endpoint
        .password()
        .ifPresent(
            secret ->
                options.setPassword(secret.current().text().getBytes(StandardCharsets.UTF_8)));
    options.setWill(will.topic(), message(will));
    return options;
  }

  static MqttMessage message(Publication publication) {
    MqttProperties properties = new MqttProperties();
    properties.setContentType(publication.contentType());
    publication.correlation().ifPresent(id -> properties.setCorrelationData(bytes(id)));
    return new MqttMessage(publication.payload(), 1, publication.retained(), properties);
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /** The deepest message: Paho wraps "Connection refused" into its own words. */
  static String reason(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String text =
        deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
    return failure instanceof MqttException mqtt && failure.getCause() == null
        ? text + " (reason " + mqtt.getReasonCode() + ")"
        : text;
  }
}
