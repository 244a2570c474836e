package dev.andon.hub.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import dev.andon.fixtures.FreePort;
import dev.andon.hub.ingest.mqtt.HiveMqLink;
import dev.andon.hub.ingest.mqtt.LoopbackProbe;
import dev.andon.hub.ingest.mqtt.MqttConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hub's link against a real mosquitto, in every way that a broker can be away. */
@Tag("mosquitto")
@Timeout(120)
class MosquittoLinkTest {
  private static final LoopbackProbe.Rhythm BRISK =
      new LoopbackProbe.Rhythm(Duration.ofMillis(300), Duration.ofSeconds(2));

  @TempDir Path folder;

  private MqttConfig hub(int port) {
    return LinkUnderTest.config(
        folder, "{port: %d, username: hub, password: hub-secret}".formatted(port));
  }

  private static com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder station(int port) {
    return LinkUnderTest.station(port, "st", "st-secret");
  }

  private Mosquitto broker() throws Exception {
    return Mosquitto.withUsers(folder, "hub", "hub-secret", "st", "st-secret");
  }

  @Test
  void restarted_killed_and_stalled_it_has_the_hub_back_within_five_seconds() throws Exception {
    try (Mosquitto broker = broker();
        LinkUnderTest hub = new LinkUnderTest(hub(broker.port()), BRISK)) {
      hub.isUp();
      broker.restart();
      hub.isBackInTime(station(broker.port()));

      broker.kill();
      hub.isAway();
      broker.startAgain();
      hub.isBackInTime(station(broker.port()));

      broker.stall();
      hub.isAway();
      await().until(() -> hub.failures("unreachable") > 1);
      broker.resume();
      hub.isBackInTime(station(broker.port()));

      assertThat(hub.disconnects("ours")).isZero();
      assertThat(hub.disconnects("taken_over")).isZero();
    }
  }

  /** mosquitto 2.0.11 closes the connection of the one that was there without a word. */
  @Test
  void a_second_hub_under_one_name_is_said_although_the_broker_does_not_and_slows_both_down()
      throws Exception {
    try (Mosquitto broker = broker();
        LinkUnderTest first = new LinkUnderTest(hub(broker.port()));
        LinkUnderTest second = new LinkUnderTest(hub(broker.port()))) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> first.disconnects("taken_over") + second.disconnects("taken_over") > 0);
      LinkUnderTest sufferer = first.disconnects("taken_over") > 0 ? first : second;
      assertThat(sufferer.link.trouble().orElseThrow())
          .contains("andon-hub-p", "second hub", "mqtt.client_id");
      assertThat(first.disconnects("network") + second.disconnects("network"))
          .isLessThanOrEqualTo(6);
    }
  }

  @Test
  void a_link_that_carries_nothing_and_does_not_close_is_given_up_and_made_anew() throws Exception {
    try (Mosquitto broker = broker();
        StuckPath path = new StuckPath(broker.port());
        LinkUnderTest hub = new LinkUnderTest(hub(path.port()), BRISK)) {
      hub.isUp();
      hub.hears(station(broker.port()));
      path.stick(true);
      hub.isAway();
      path.stick(false);
      hub.isBackInTime(station(broker.port()));
      assertThat(hub.disconnects("network")).isGreaterThanOrEqualTo(1);
      assertThat(hub.disconnects("ours")).isZero();
    }
  }

  @Test
  void a_wrong_password_is_said_once_and_a_mended_one_is_taken_while_running() throws Exception {
    Files.writeString(folder.resolve("hub.password"), "old");
    try (Mosquitto broker = broker();
        LinkUnderTest hub =
            new LinkUnderTest(
                LinkUnderTest.config(
                    folder,
                    "{port: %d, username: hub, password: {file: hub.password}}"
                        .formatted(broker.port())))) {
      await().until(() -> hub.failures("login") > 2);
      assertThat(hub.link.trouble().orElseThrow()).contains("NOT_AUTHORIZED", "mqtt.password");

      Files.writeString(folder.resolve("hub.password"), "hub-secret");

      hub.isBackInTime(station(broker.port()));
      assertThat(hub.link.trouble()).isEmpty();
    }
  }

  @Test
  void a_configuration_mended_while_running_is_taken_at_once() throws Exception {
    try (Mosquitto broker = broker();
        LinkUnderTest hub =
            new LinkUnderTest(
                LinkUnderTest.config(folder, "{port: %d}".formatted(broker.port())))) {
      await().until(() -> hub.failures("login") > 0);
      hub.link.replace(hub(broker.port()));
      hub.isBackInTime(station(broker.port()));
    }
  }

  @Test
  void six_stations_at_full_pace_never_make_the_hub_hang_up() throws Exception {
    int stations = 6;
    List<Semaphore> windows = new ArrayList<>();
    AtomicInteger handled = new AtomicInteger();
    var meters = new io.micrometer.core.instrument.simple.SimpleMeterRegistry();
    try (Mosquitto broker = Mosquitto.plain(folder, "allow_anonymous true");
        HiveMqLink link =
            new HiveMqLink(MqttConfig.plain("127.0.0.1", broker.port()), "hub", meters)) {
      for (int i = 0; i < stations; i++) {
        windows.add(new Semaphore(8));
      }
      link.start(
          List.of("andon/v1/p/+/+/up/frame"),
          delivery -> {
            delivery.acknowledge().run();
            handled.incrementAndGet();
            windows.get(Integer.parseInt(delivery.topic().split("/", -1)[4])).release();
          });
      await().until(link::connected);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
      List<Thread> senders = new ArrayList<>();
      for (int i = 0; i < stations; i++) {
        int number = i;
        Mqtt5AsyncClient client = LinkUnderTest.station(broker.port()).buildAsync();
        client.connect().get(10, TimeUnit.SECONDS);
        senders.add(
            Thread.ofPlatform().start(() -> send(client, number, windows.get(number), end)));
      }
      for (Thread sender : senders) {
        sender.join();
      }
      assertThat(handled.get()).isGreaterThan(500);
      assertThat(meters.counter("andon.mqtt.disconnects", "cause", "ours").count()).isZero();
      assertThat(meters.counter("andon.mqtt.reconnects").count()).isZero();
    }
  }

  private static void send(Mqtt5AsyncClient client, int number, Semaphore window, long end) {
    byte[] frame = new byte[120_000];
    try {
      while (System.nanoTime() < end) {
        if (window.tryAcquire(2, TimeUnit.SECONDS)) {
          var _ =
              client
                  .publishWith()
                  .topic("andon/v1/p/l/" + number + "/up/frame")
                  .qos(MqttQos.AT_LEAST_ONCE)
                  .payload(frame)
                  .send();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void client_certificates_and_access_lists_from_broker_config_hold_and_renewed_ones_are_taken()
      throws Exception {
    Certificates certificates = new Certificates(folder);
    for (String name : List.of("server", "hub", "line-1.st-1", "line-2.st-1")) {
      certificates.issue(name);
    }
    int port = FreePort.take();
    writeBrokerFiles(port);
    MqttConfig config =
        LinkUnderTest.config(
            folder,
            "{port: %d, ca_file: ca.pem, cert_file: hub.pem, key_file: hub.key}".formatted(port));
    try (Mosquitto broker = Mosquitto.configured(folder, port);
        LinkUnderTest hub = new LinkUnderTest(config, BRISK)) {
      hub.isUp();
      hub.hears(overTls(port, "line-1.st-1"));
      forge(port);

      certificates.renewAuthority();
      for (String name : List.of("server", "hub", "line-1.st-1", "line-2.st-1")) {
        certificates.issue(name);
      }
      readable();
      broker.restart();

      hub.isBackInTime(overTls(port, "line-1.st-1"));
      assertThat(hub.heard).doesNotContain("forged");
      assertThat(hub.link.publish("andon/v1/p/line-1/st-1/down/verdict", new byte[1])).isTrue();
      assertThat(hub.disconnects("ours")).isZero();
    }
  }

  /** A station writes to another line's topics, and listens to another line's verdicts. */
  private void forge(int port) {
    Mqtt5AsyncClient other = overTls(port, "line-2.st-1").buildAsync();
    other.connect().join();
    var refused =
        other
            .publishWith()
            .topic("andon/v1/p/line-1/st-1/up/frame")
            .qos(MqttQos.AT_LEAST_ONCE)
            .payload("forged".getBytes(StandardCharsets.UTF_8))
            .send();
    await().until(refused::isDone);
    other.disconnect().join();
  }

  private com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder overTls(int port, String name) {
    try {
      return LinkUnderTest.station(port)
          .sslConfig()
          .trustManagerFactory(dev.andon.config.PemFiles.trusting(folder.resolve("ca.pem")))
          .keyManagerFactory(
              dev.andon.config.PemFiles.presenting(
                  folder.resolve(name + ".pem"), folder.resolve(name + ".key")))
          .applySslConfig();
    } catch (java.io.IOException unusable) {
      throw new java.io.UncheckedIOException(unusable);
    }
  }

  /** As ./andon broker-config writes them; the port is the test's. */
  private void writeBrokerFiles(int port) throws Exception {
    Path hubYaml =
        Files.writeString(
            folder.resolve("hub.yaml"),
            """
            plant: {id: p}
            mqtt: {host: 127.0.0.1, port: %d, username: hub, tls: true}
            escalations: {model: judges}
            stations:
              - {id: st-1, line: line-1}
              - {id: st-1, line: line-2}
            """
                .formatted(port));
    int status =
        dev.andon.hub.HubMain.commandLine()
            .execute(
                "broker-config",
                "--for=mosquitto",
                "--certificates",
                "--config=" + hubYaml,
                "--out=" + folder);
    assertThat(status).isZero();
    Files.move(folder.resolve("andon.conf"), folder.resolve("mosquitto.conf"));
    readable();
  }

  private void readable() throws Exception {
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".key")).toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      }
    }
  }
}
