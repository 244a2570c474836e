package dev.andon.hub.ingest;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link MqttLink} over HiveMQ's client. Thread-safe.
 *
 * <p>Every connection starts clean: what the broker would keep for us is kept better by the
 * stations, who send again until they have a receipt. The client queues publishes without bound
 * while it is away, so nothing is published then, and at most 256 at once otherwise. A {@link
 * Pulse} notices a broker that answers pings and delivers nothing.
 */
public final class HiveMqLink implements MqttLink {
  private static final Logger LOG = LoggerFactory.getLogger(HiveMqLink.class);
  private static final int MAX_PUBLISHING = 256;
  private static final int MAX_HANDLING = 64;
  private static final long PUBLISH_SECONDS = 10;

  private final MqttConfig config;
  private final String clientId;
  private final Pulse pulse;
  private volatile Mqtt5AsyncClient client;
  private final Semaphore publishing = new Semaphore(MAX_PUBLISHING);
  private final Semaphore handling = new Semaphore(MAX_HANDLING);
  private final Executor receiver = task -> Thread.ofVirtual().name("mqtt-receive").start(task);

  /**
   * A link that is not connected yet.
   *
   * @param clientId used where the configuration names none
   * @throws IllegalArgumentException if the CA file cannot be used
   */
  public HiveMqLink(MqttConfig config, String clientId) {
    this(config, clientId, Pulse.Rhythm.USUAL);
  }

  HiveMqLink(MqttConfig config, String clientId, Pulse.Rhythm rhythm) {
    this.config = config;
    this.clientId = config.clientId().orElse(clientId);
    this.client = build(config, this.clientId);
    this.pulse = new Pulse(this.clientId, rhythm);
  }

  private static Mqtt5AsyncClient build(MqttConfig config, String clientId) {
    Mqtt5ClientBuilder builder =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(clientId)
            .serverHost(config.hostName())
            .serverPort(config.portNumber())
            .automaticReconnect()
            .initialDelay(200, TimeUnit.MILLISECONDS)
            .maxDelay(5, TimeUnit.SECONDS)
            .applyAutomaticReconnect()
            .addConnectedListener(
                context ->
                    LOG.info("broker connected host={}", context.getClientConfig().getServerHost()))
            .addDisconnectedListener(
                context ->
                    LOG.info(
                        "broker away host={} attempt={} cause={}",
                        context.getClientConfig().getServerHost(),
                        context.getReconnector().getAttempts(),
                        context.getCause().getMessage()));
    if (config.usesTls()) {
      builder = builder.sslConfig(ssl(config));
    }
    return builder.buildAsync();
  }

  private static MqttClientSslConfig ssl(MqttConfig config) {
    return config
        .caFile()
        .map(file -> MqttClientSslConfig.builder().trustManagerFactory(trusting(file)).build())
        .orElseGet(() -> MqttClientSslConfig.builder().build());
  }

  private static TrustManagerFactory trusting(Path pem) {
    try (InputStream in = Files.newInputStream(pem)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("ca-" + number++, certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      return factory;
    } catch (IOException | GeneralSecurityException unusable) {
      throw new IllegalArgumentException(
          "mqtt.ca_file " + pem + " cannot be used: " + unusable.getMessage(), unusable);
    }
  }

  @Override
  public void start(List<String> filters, Consumer<Delivery> handler) {
    open(filters, handler);
    pulse.start(
        () -> client,
        () -> {
          disconnect();
          client = build(config, clientId);
          open(filters, handler);
        });
  }

  private void open(List<String> filters, Consumer<Delivery> handler) {
    client.publishes(
        MqttGlobalPublishFilter.SUBSCRIBED, publish -> receive(publish, handler), receiver, true);
    var _ =
        client
            .connect(connect())
            .whenComplete(
                (ack, failure) -> {
                  if (failure != null) {
                    LOG.warn("broker connect failed cause={}", failure.getMessage());
                  }
                });
    filters.forEach(this::subscribe);
    subscribe(pulse.topic());
  }

  private Mqtt5Connect connect() {
    Mqtt5ConnectBuilder connect =
        Mqtt5Connect.builder()
            .cleanStart(true)
            .keepAlive(20)
            .restrictions()
            .receiveMaximum(config.inFlight())
            .maximumPacketSize(config.maxMessageBytes())
            .applyRestrictions();
    if (config.username().isPresent()) {
      byte[] password =
          config.password().map(p -> p.text().getBytes(StandardCharsets.UTF_8)).orElse(new byte[0]);
      connect =
          connect
              .simpleAuth()
              .username(config.username().get())
              .password(password)
              .applySimpleAuth();
    }
    return connect.build();
  }

  /** Waits inside the client until there is a connection; the client repeats it in each new one. */
  private void subscribe(String filter) {
    var _ =
        client
            .subscribeWith()
            .topicFilter(filter)
            .qos(MqttQos.AT_LEAST_ONCE)
            .send()
            .whenComplete(
                (ack, failure) -> {
                  if (failure != null) {
                    LOG.error("broker refused filter={} cause={}", filter, failure.getMessage());
                  }
                });
  }

  private void receive(Mqtt5Publish publish, Consumer<Delivery> handler) {
    if (pulse.isMine(publish)) {
      publish.acknowledge();
      return;
    }
    handling.acquireUninterruptibly();
    Thread.ofVirtual()
        .name("ingest")
        .start(
            () -> {
              try {
                handler.accept(delivery(publish));
              } catch (RuntimeException bug) {
                LOG.error("message not taken topic={}", publish.getTopic(), bug);
              } finally {
                handling.release();
              }
            });
  }

  private static Delivery delivery(Mqtt5Publish publish) {
    return new Delivery(
        publish.getTopic().toString(),
        publish.getPayloadAsBytes(),
        publish.getResponseTopic().map(Object::toString),
        publish.getCorrelationData().flatMap(HiveMqLink::id),
        publish::acknowledge);
  }

  /** An id as 16 bytes or as text; anything else is none. */
  private static Optional<UUID> id(ByteBuffer correlation) {
    ByteBuffer bytes = correlation.duplicate();
    if (bytes.remaining() == 16) {
      return Optional.of(new UUID(bytes.getLong(), bytes.getLong()));
    }
    try {
      return Optional.of(UUID.fromString(StandardCharsets.UTF_8.decode(bytes).toString()));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  @Override
  public boolean publish(String topic, byte[] payload) {
    if (!connected()) {
      return false;
    }
    try {
      if (!publishing.tryAcquire(PUBLISH_SECONDS, TimeUnit.SECONDS)) {
        return false;
      }
      try {
        return client
            .publishWith()
            .topic(topic)
            .qos(MqttQos.AT_LEAST_ONCE)
            .payload(payload)
            .contentType("application/cbor")
            .send()
            .get(PUBLISH_SECONDS, TimeUnit.SECONDS)
            .getError()
            .isEmpty();
      } finally {
        publishing.release();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException notTaken) {
      LOG.debug("publish failed topic={} cause={}", topic, notTaken.getMessage());
      return false;
    }
  }

  @Override
  public boolean connected() {
    return client.getState() == MqttClientState.CONNECTED;
  }

  @Override
  public void close() {
    pulse.close();
    disconnect();
  }

  private void disconnect() {
    try {
      client.disconnect().get(2, TimeUnit.SECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException alreadyAway) {
      LOG.debug("broker was away at close cause={}", alreadyAway.getMessage());
    }
  }
}
