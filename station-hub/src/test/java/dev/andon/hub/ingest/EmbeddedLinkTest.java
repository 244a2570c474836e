package dev.andon.hub.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import dev.andon.broker.BrokerSettings;
import dev.andon.broker.BrokerTls;
import dev.andon.broker.BrokerUser;
import dev.andon.broker.EmbeddedBroker;
import dev.andon.config.PemFiles;
import dev.andon.hub.account.AccountConfig;
import dev.andon.hub.ingest.mqtt.MqttConfig;
import dev.andon.hub.ingest.station.AccessList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub's link and the embedded broker, with passwords and TLS. */
class EmbeddedLinkTest {
  @TempDir Path folder;

  private static AccountConfig station(String line, String id) {
    AccountConfig plain = AccountConfig.of(id);
    return new AccountConfig(
        id,
        Optional.of(line),
        plain.team(),
        plain.customer(),
        plain.budget(),
        plain.rateLimit(),
        plain.warnAt(),
        plain.stopAt(),
        plain.amounts());
  }

  /** The hub with password "hub-secret", stations with their names as passwords. */
  private static List<BrokerUser> users(Supplier<String> hubPassword) {
    AccessList access =
        AccessList.of(
            "p",
            "hub",
            "andon-hub-p",
            List.of(station("line-1", "st-1"), station("line-2", "st-1")));
    List<BrokerUser> users = new ArrayList<>();
    for (AccessList.Entry entry : access.all()) {
      Supplier<String> password = entry.user().equals("hub") ? hubPassword : entry::user;
      users.add(new BrokerUser(entry.user(), password, entry.mayWrite(), entry.mayRead()));
    }
    return users;
  }

  private MqttConfig hub(int port, String more) {
    return LinkUnderTest.config(folder, "{port: %d, username: hub, %s}".formatted(port, more));
  }

  @Test
  void a_broker_with_passwords_that_restarts_is_joined_again_and_stations_keep_to_their_topics()
      throws Exception {
    Files.writeString(folder.resolve("hub.password"), "not-it");
    BrokerSettings settings = BrokerSettings.loopback().withUsers(users(() -> "hub-secret"));
    EmbeddedBroker broker = EmbeddedBroker.start(settings);
    int port = broker.port();
    try (LinkUnderTest hub = new LinkUnderTest(hub(port, "password: {file: hub.password}"))) {
      await().until(() -> hub.failures("login") > 1);
      assertThat(hub.link.trouble().orElseThrow()).contains("mqtt.password", "login");
      Files.writeString(folder.resolve("hub.password"), "hub-secret");
      hub.isBackInTime(LinkUnderTest.station(port, "line-1.st-1", "line-1.st-1"));

      stations_keep_to_their_own_topics(hub, port);

      broker.close();
      hub.isAway();
      broker = EmbeddedBroker.start(settings.withPort(port));
      hub.isBackInTime(LinkUnderTest.station(port, "line-1.st-1", "line-1.st-1"));
      assertThat(hub.disconnects("ours")).isZero();
      assertThat(hub.link.trouble()).isEmpty();
      assertThat(hub.meters.counter("andon.mqtt.reconnects").count()).isEqualTo(1);
    } finally {
      broker.close();
    }
  }

  private static void stations_keep_to_their_own_topics(LinkUnderTest hub, int port) {
    assertThatThrownBy(() -> LinkUnderTest.station(port).buildBlocking().connect())
        .isInstanceOf(Mqtt5ConnAckException.class);
    assertThatThrownBy(
            () -> LinkUnderTest.station(port, "line-1.st-1", "guess").buildBlocking().connect())
        .isInstanceOf(Mqtt5ConnAckException.class);
    Mqtt5BlockingClient other =
        LinkUnderTest.station(port, "line-2.st-1", "line-2.st-1").buildBlocking();
    other.connect();
    assertThatThrownBy(
            () ->
                other
                    .publishWith()
                    .topic("andon/v1/p/line-1/st-1/up/frame")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload("forged".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .send())
        .isInstanceOf(RuntimeException.class);
    Mqtt5BlockingClient curious =
        LinkUnderTest.station(port, "line-2.st-1", "line-2.st-1").identifier("c").buildBlocking();
    curious.connect();
    assertThatThrownBy(
            () -> curious.subscribeWith().topicFilter("andon/v1/p/line-1/st-1/down/#").send())
        .isInstanceOf(RuntimeException.class);
    curious.subscribeWith().topicFilter("andon/v1/p/line-2/st-1/down/+").send();
    curious.disconnect();
    assertThat(hub.heard).doesNotContain("forged");
  }

  @Test
  void over_tls_a_renewed_authority_and_certificate_are_taken_without_a_restart() throws Exception {
    Certificates certificates = new Certificates(folder);
    certificates.issue("server");
    EmbeddedBroker broker = EmbeddedBroker.start(overTls(0));
    int port = broker.port();
    MqttConfig config = LinkUnderTest.config(folder, "{port: %d, ca_file: ca.pem}".formatted(port));
    try (LinkUnderTest hub = new LinkUnderTest(config)) {
      hub.isUp();
      broker.close();
      hub.isAway();
      Files.copy(folder.resolve("ca.pem"), folder.resolve("old-ca.pem"));
      certificates.renewAuthority();
      certificates.issue("server");
      Files.copy(folder.resolve("ca.pem"), folder.resolve("new-ca.pem"));
      Files.writeString(folder.resolve("ca.pem"), Files.readString(folder.resolve("old-ca.pem")));
      broker = EmbeddedBroker.start(overTls(port));
      await().until(() -> hub.failures("tls") > 0);
      assertThat(hub.link.trouble().orElseThrow()).contains("mqtt.ca_file");

      Files.writeString(folder.resolve("ca.pem"), Files.readString(folder.resolve("new-ca.pem")));

      await().atMost(LinkUnderTest.BACK).until(hub.link::connected);
      assertThat(hub.disconnects("ours")).isZero();
    } finally {
      broker.close();
    }
  }

  private BrokerSettings overTls(int port) throws Exception {
    var keys =
        PemFiles.keyStore(
            folder.resolve("server.pem"), folder.resolve("server.key"), "secret".toCharArray());
    return BrokerSettings.loopback().withPort(port).withTls(new BrokerTls(keys, "secret"));
  }

  @Test
  void a_client_id_taken_over_twice_within_a_minute_is_said_and_slows_both_down() {
    try (EmbeddedBroker broker = EmbeddedBroker.startOnLoopback()) {
      MqttConfig config = MqttConfig.plain("127.0.0.1", broker.port());
      try (LinkUnderTest first = new LinkUnderTest(config);
          LinkUnderTest second = new LinkUnderTest(config)) {
        await()
            .until(() -> first.disconnects("taken_over") + second.disconnects("taken_over") >= 3);

        LinkUnderTest sufferer = first.disconnects("taken_over") >= 2 ? first : second;
        assertThat(sufferer.link.trouble().orElseThrow())
            .contains("andon-hub-p", "second hub", "mqtt.client_id");
        assertThat(first.disconnects("ours") + second.disconnects("ours")).isZero();
      }
    }
  }
}
