package dev.andon.hub.ingest;

import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.hub.ingest.mqtt.HiveMqLink;
import dev.andon.hub.ingest.mqtt.LoopbackProbe;
import dev.andon.hub.ingest.mqtt.MqttConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The hub's link with its counters, and what it heard. */
public final class LinkUnderTest implements AutoCloseable {
  /** After the broker is back, the hub must be within this. */
  static final Duration BACK = Duration.ofSeconds(5);

  /** So soon a link that is gone, or that delivers nothing, is known to be. */
  private static final Duration NOTICED = Duration.ofSeconds(20);

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Set<String> heard = ConcurrentHashMap.newKeySet();
  final HiveMqLink link;

  LinkUnderTest(MqttConfig config) {
    this(config, LoopbackProbe.Rhythm.USUAL);
  }

  LinkUnderTest(MqttConfig config, LoopbackProbe.Rhythm rhythm) {
    link = new HiveMqLink(config, "andon-hub-p", meters, rhythm);
    link.start(
        List.of("andon/v1/p/+/+/up/frame"),
        delivery -> {
          heard.add(new String(delivery.payload(), StandardCharsets.UTF_8));
          delivery.acknowledge().run();
        });
  }

  public static MqttConfig config(Path folder, String yaml) {
    return new ConfigFile(Environment.of(Map.of()))
        .parse(yaml, folder.resolve("mqtt.yaml"), MqttConfig.class)
        .within(folder);
  }

  void isUp() {
    await().until(link::connected);
  }

  void isAway() {
    await().atMost(NOTICED).until(() -> !link.connected());
  }

  /** Connected, and messages really come through, both within the time allowed. */
  void isBackInTime(Mqtt5ClientBuilder station) {
    await().atMost(BACK).until(link::connected);
    hears(station);
  }

  void hears(Mqtt5ClientBuilder station) {
    Mqtt5AsyncClient client = station.buildAsync();
    client.connect().join();
    String word = "message-" + heard.size() + "-" + System.nanoTime();
    await()
        .until(
            () -> {
              client
                  .publishWith()
                  .topic("andon/v1/p/line-1/st-1/up/frame")
                  .qos(MqttQos.AT_LEAST_ONCE)
                  .payload(word.getBytes(StandardCharsets.UTF_8))
                  .send()
                  .join();
              return heard.contains(word);
            });
    client.disconnect().join();
  }

  static Mqtt5ClientBuilder station(int port) {
    return Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(port);
  }

  static Mqtt5ClientBuilder station(int port, String user, String password) {
    return station(port)
        .simpleAuth()
        .username(user)
        .password(password.getBytes(StandardCharsets.UTF_8))
        .applySimpleAuth();
  }

  double disconnects(String cause) {
    return meters.counter("andon.mqtt.disconnects", "cause", cause).count();
  }

  double failures(String cause) {
    return meters.counter("andon.mqtt.connect.failures", "cause", cause).count();
  }

  @Override
  public void close() {
    link.close();
  }
}
