package dev.andon.sandbox.soak;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.andon.sandbox.soak.audit.ForgedLine;
import dev.andon.sandbox.soak.audit.JsonLines;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.Receipt;
import dev.andon.wire.StationId;
import dev.andon.wire.Topic;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.WireCodec;
import dev.andon.wire.WireMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;

/**
 * Speaks in the names of others. One client has an account for the whole plant, sees frames pass,
 * and answers some of them in the hub's place before the hub can: nothing but the station can stop
 * that. Another is a station of its own and speaks on other stations' topics: the broker's list has
 * to stop it. What is forged is written down before it is sent. Confined to the client's thread but
 * for {@link #close}.
 */
final class Forger implements AutoCloseable {

  /** Shares of the frames that pass. */
  private static final double FALSE_VERDICTS = 0.03;

  private static final double FALSE_RECEIPTS = 0.02;
  private static final double FALSE_FRAMES = 0.05;

  private final WireCodec codec = new WireCodec();
  private final SplittableRandom random;
  private final JsonLines forged;
  private final Mqtt5AsyncClient maintenance;
  private final Optional<Mqtt5AsyncClient> intruder;

  /**
   * Connects, and stays connected as well as the broker allows.
   *
   * @param trusted the authority of a broker with passwords, TLS and a list; empty for one without
   */
  Forger(int port, Optional<TrustManagerFactory> trusted, long seed, JsonLines forged) {
    this.random = new SplittableRandom(seed);
    this.forged = forged;
    this.maintenance = client(port, PlantFiles.MAINTENANCE, trusted);
    this.intruder = trusted.map(some -> client(port, PlantFiles.INTRUDER.station(), trusted));
    var _ =
        maintenance
            .subscribeWith()
            .topicFilter(Topic.filter(PlantFiles.PLANT, Topic.UpChannel.FRAME))
            .qos(MqttQos.AT_MOST_ONCE)
            .callback(this::seen)
            .send();
  }

  private static Mqtt5AsyncClient client(
      int port, String user, Optional<TrustManagerFactory> trusted) {
    Mqtt5ClientBuilder builder =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier("soak-" + user)
            .serverHost("127.0.0.1")
            .serverPort(port)
            .automaticReconnect()
            .initialDelay(500, TimeUnit.MILLISECONDS)
            .maxDelay(3, TimeUnit.SECONDS)
            .applyAutomaticReconnect();
    if (trusted.isPresent()) {
      builder =
          builder
              .sslConfig(MqttClientSslConfig.builder().trustManagerFactory(trusted.get()).build())
              .simpleAuth()
              .username(user)
              .password(PlantFiles.password(user).getBytes(StandardCharsets.UTF_8))
              .applySimpleAuth();
    }
    Mqtt5AsyncClient client = builder.buildAsync();
    var _ = client.connect();
    return client;
  }

  private void seen(Mqtt5Publish publish) {
    if (codec.decode(publish.getPayloadAsBytes()) instanceof WireCodec.Accepted(WireMessage message)
        && message instanceof Escalation escalation) {
      forge(escalation);
    }
  }

  private void forge(Escalation seen) {
    double draw = random.nextDouble();
    if (draw < FALSE_VERDICTS) {
      say(maintenance, "verdict", down(seen, Topic.DownChannel.VERDICT), opposite(seen), seen.id());
    } else if (draw < FALSE_VERDICTS + FALSE_RECEIPTS) {
      Receipt receipt = new Receipt(seen.id(), new Receipt.Stored(false));
      say(maintenance, "receipt", down(seen, Topic.DownChannel.RECEIPT), receipt, seen.id());
    } else if (draw < FALSE_VERDICTS + FALSE_RECEIPTS + FALSE_FRAMES) {
      intruder.ifPresent(client -> intrude(client, seen));
    }
  }

  private void intrude(Mqtt5AsyncClient client, Escalation seen) {
    Escalation copy = copy(seen);
    say(client, "frame", Topic.frames(seen.station(), Lane.LIVE).text(), copy, copy.id());
    say(client, "verdict", down(seen, Topic.DownChannel.VERDICT), opposite(seen), seen.id());
  }

  private void say(
      Mqtt5AsyncClient client, String kind, String topic, WireMessage message, UUID id) {
    forged.add(new ForgedLine(System.currentTimeMillis(), kind, id, topic));
    var _ =
        client
            .publishWith()
            .topic(topic)
            .qos(MqttQos.AT_LEAST_ONCE)
            .payload(codec.encode(message))
            .send();
  }

  private static String down(Escalation seen, Topic.DownChannel channel) {
    StationId station = seen.station();
    return new Topic.Down(station, channel).text();
  }

  /** The contrary of what the provider would say. */
  private static VerdictMessage opposite(Escalation seen) {
    Verdict verdict =
        ScriptedTruth.isGood(seen.image().sha256())
            ? new Verdict.Defect(List.of())
            : new Verdict.Pass();
    return new VerdictMessage(
        seen.id(),
        verdict,
        false,
        false,
        VerdictMessage.AnsweredBy.PROVIDER,
        "scripted/vision-1",
        0,
        PlantFiles.CURRENCY,
        UUID.randomUUID(),
        Instant.now());
  }

  /** The same frame under another id, with a byte more, so that its answer is told apart. */
  private static Escalation copy(Escalation seen) {
    byte[] bytes = seen.image().bytes();
    return new Escalation(
        UUID.randomUUID(),
        seen.station(),
        seen.sequence(),
        seen.captured(),
        seen.deadlineRemainingMs(),
        seen.lane(),
        seen.partId(),
        seen.variant(),
        seen.view(),
        seen.model(),
        seen.regions(),
        Image.of(
            seen.image().mediaType(), seen.image().crop(), Arrays.copyOf(bytes, bytes.length + 1)));
  }

  @Override
  public void close() {
    var _ = maintenance.disconnect();
    if (intruder.isPresent()) {
      var _ = intruder.get().disconnect();
    }
    forged.close();
  }
}
