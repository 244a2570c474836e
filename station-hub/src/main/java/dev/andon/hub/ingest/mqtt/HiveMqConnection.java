package dev.andon.hub.ingest.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientSslConfigBuilder;
import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import dev.andon.config.PemFiles;
import dev.andon.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One connection to the broker, with a client of its own that is thrown away with it: a client that
 * connects again by itself sends neither the password nor a renewed certificate. Thread-safe.
 */
final class HiveMqConnection implements AutoCloseable {
  private static final long ANSWER_SECONDS = 3;
  private static final long GOODBYE_SECONDS = 2;
  private static final int KEEP_ALIVE_SECONDS = 10;
  private static final Executor RECEIVER =
      task -> Thread.ofVirtual().name("mqtt-receive").start(task);

  private final Mqtt5AsyncClient client;
  private final CompletableFuture<LinkLoss> loss;
  private final long since = System.nanoTime();

  private HiveMqConnection(Mqtt5AsyncClient client, CompletableFuture<LinkLoss> loss) {
    this.client = client;
    this.loss = loss;
  }

  /** What became of an attempt. */
  sealed interface Attempt {
    record Up(HiveMqConnection connection) implements Attempt {}

    record Refused(LinkRefusal refusal) implements Attempt {}
  }

  /**
   * Connects and subscribes; waits a few seconds at most.
   *
   * @param receiver gets every message; must not block
   */
  static Attempt open(
      MqttConfig config, String clientId, List<String> filters, Consumer<Mqtt5Publish> receiver)
      throws InterruptedException {
    CompletableFuture<LinkLoss> loss = new CompletableFuture<>();
    Mqtt5AsyncClient client;
    try {
      client = client(config, clientId, loss);
    } catch (IOException unusable) {
      return new Attempt.Refused(LinkRefusal.files(unusable));
    }
    client.publishes(MqttGlobalPublishFilter.ALL, receiver, RECEIVER, true);
    try {
      client.connect(connect(config)).get(2 * ANSWER_SECONDS, TimeUnit.SECONDS);
      for (String filter : filters) {
        subscribe(client, filter);
      }
      return new Attempt.Up(new HiveMqConnection(client, loss));
    } catch (ExecutionException refused) {
      leave(client);
      return new Attempt.Refused(LinkRefusal.of(cause(refused)));
    } catch (TimeoutException silent) {
      leave(client);
      return new Attempt.Refused(LinkRefusal.of(new IOException("no answer within seconds")));
    } catch (InterruptedException stopping) {
      var _ = client.disconnect();
      throw stopping;
    }
  }

  private static Throwable cause(ExecutionException failure) {
    return failure.getCause() == null ? failure : failure.getCause();
  }

  private static void subscribe(Mqtt5AsyncClient client, String filter)
      throws InterruptedException, ExecutionException, TimeoutException {
    client
        .subscribeWith()
        .topicFilter(filter)
        .qos(MqttQos.AT_LEAST_ONCE)
        .send()
        .get(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  private static Mqtt5AsyncClient client(
      MqttConfig config, String clientId, CompletableFuture<LinkLoss> loss) throws IOException {
    MqttClientTransportConfigBuilder transport =
        MqttClientTransportConfig.builder()
            .serverHost(config.hostName())
            .serverPort(config.portNumber())
            .socketConnectTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
            .mqttConnectTimeout(ANSWER_SECONDS, TimeUnit.SECONDS);
    if (config.usesTls()) {
      transport = transport.sslConfig(ssl(config));
    }
    return MqttClient.builder()
        .useMqttVersion5()
        .identifier(clientId)
        .transportConfig(transport.build())
        .addDisconnectedListener(
            away -> loss.complete(LinkLoss.of(away.getSource(), away.getCause())))
        .buildAsync();
  }

  private static MqttClientSslConfig ssl(MqttConfig config) throws IOException {
    MqttClientSslConfigBuilder ssl =
        MqttClientSslConfig.builder().handshakeTimeout(ANSWER_SECONDS, TimeUnit.SECONDS);
    if (config.caFile().isPresent()) {
      ssl = ssl.trustManagerFactory(PemFiles.trusting(config.caFile().get()));
    }
    if (config.certFile().isPresent() && config.keyFile().isPresent()) {
      ssl =
          ssl.keyManagerFactory(
              PemFiles.presenting(config.certFile().get(), config.keyFile().get()));
    }
    return ssl.build();
  }

  private static Mqtt5Connect connect(MqttConfig config) {
    Mqtt5ConnectBuilder connect =
        Mqtt5Connect.builder()
            .cleanStart(true)
            .keepAlive(KEEP_ALIVE_SECONDS)
            .restrictions()
            .receiveMaximum(config.inFlight())
            .maximumPacketSize(config.maxMessageBytes())
            .applyRestrictions();
    if (config.username().isEmpty()) {
      return connect.build();
    }
    String password = config.password().map(Secret::current).map(Secret::text).orElse("");
    return connect
        .simpleAuth()
        .username(config.username().get())
        .password(password.getBytes(StandardCharsets.UTF_8))
        .applySimpleAuth()
        .build();
  }

  /** Sends with QoS 1; done when the broker has it or has said no. */
  CompletableFuture<Mqtt5PublishResult> publish(String topic, byte[] payload) {
    return client
        .publishWith()
        .topic(topic)
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(payload)
        .contentType("application/cbor")
        .send();
  }

  /** The same, kept by the broker for so many whole seconds. */
  CompletableFuture<Mqtt5PublishResult> retain(String topic, byte[] payload, Duration lifetime) {
    return client
        .publishWith()
        .topic(topic)
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(payload)
        .contentType("application/cbor")
        .retain(true)
        .messageExpiryInterval(Math.clamp(lifetime.toSeconds(), 1, 0xFFFF_FFFFL))
        .send();
  }

  boolean connected() {
    return !loss.isDone() && client.getState() == MqttClientState.CONNECTED;
  }

  /** Waits until the connection is lost. */
  LinkLoss awaitLoss() throws InterruptedException {
    try {
      return loss.get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("a loss is never told by an exception", impossible);
    }
  }

  /** When it came about, monotonic, in nanoseconds. */
  long since() {
    return since;
  }

  /** Ends it although the client thinks that it is there. */
  void giveUp(LinkLoss because) {
    loss.complete(because);
    var _ = client.disconnect();
  }

  @Override
  public void close() {
    leave(client);
  }

  private static void leave(Mqtt5AsyncClient client) {
    try {
      client.disconnect().get(GOODBYE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException alreadyAway) {
      // What was to be reached is reached.
    }
  }
}
