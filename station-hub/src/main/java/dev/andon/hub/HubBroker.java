package dev.andon.hub;

import dev.andon.broker.BrokerSettings;
import dev.andon.broker.BrokerTls;
import dev.andon.broker.BrokerUser;
import dev.andon.broker.EmbeddedBroker;
import dev.andon.config.PemFiles;
import dev.andon.config.Secret;
import dev.andon.hub.ingest.mqtt.MqttConfig;
import dev.andon.hub.ingest.station.AccessList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The broker inside the hub, with its users. The one class that needs the broker's jars, which the
 * launcher puts on the class path only where a configuration embeds one. Thread-safe.
 */
final class HubBroker implements AutoCloseable {
  private static final int PASSWORD_BYTES = 24;

  private final EmbeddedBroker broker;
  private final MqttConfig link;

  private HubBroker(EmbeddedBroker broker, MqttConfig link) {
    this.broker = broker;
    this.link = link;
  }

  /**
   * Starts it. With users in the configuration nobody else is let in; the hub itself then logs in
   * with a password that is drawn anew.
   *
   * @throws IllegalStateException when it cannot start here
   */
  static HubBroker start(MqttConfig mqtt, AccessList access, RandomGenerator random) {
    try {
      return started(mqtt, access, random);
    } catch (NoClassDefFoundError missing) {
      throw new IllegalStateException(
          "mqtt.embedded needs the jars of the broker module, and they are not on the class path;"
              + " ./andon hub puts them there",
          missing);
    }
  }

  private static HubBroker started(MqttConfig mqtt, AccessList access, RandomGenerator random) {
    BrokerSettings plain =
        new BrokerSettings(mqtt.hostName(), mqtt.portNumber(), mqtt.maxMessageBytes());
    BrokerSettings settings = mqtt.usesTls() ? plain.withTls(tls(mqtt, random)) : plain;
    if (mqtt.users().isEmpty()) {
      EmbeddedBroker open = EmbeddedBroker.start(settings);
      return new HubBroker(open, mqtt.toEmbedded(open.inner(), Optional.empty()));
    }
    Secret own = new Secret(drawn(random));
    EmbeddedBroker closed =
        EmbeddedBroker.start(settings.withUsers(users(mqtt.users().get(), access, own)));
    MqttConfig.Login login = new MqttConfig.Login(access.hub().user(), own);
    return new HubBroker(closed, mqtt.toEmbedded(closed.inner(), Optional.of(login)));
  }

  private static List<BrokerUser> users(
      Map<String, Secret> passwords, AccessList access, Secret own) {
    List<BrokerUser> users = new ArrayList<>();
    users.add(user(access.hub(), own));
    passwords.forEach(
        (name, password) -> {
          AccessList.Entry entry = access.stations().get(name);
          if (entry != null) {
            users.add(user(entry, password));
          }
        });
    return users;
  }

  /** A password from a file counts as the file is at each login. */
  private static BrokerUser user(AccessList.Entry entry, Secret password) {
    return new BrokerUser(
        entry.user(), () -> password.current().text(), entry.mayWrite(), entry.mayRead());
  }

  private static BrokerTls tls(MqttConfig mqtt, RandomGenerator random) {
    String password = drawn(random);
    try {
      return new BrokerTls(
          PemFiles.keyStore(
              mqtt.certFile().orElseThrow(), mqtt.keyFile().orElseThrow(), password.toCharArray()),
          password);
    } catch (IOException unusable) {
      throw new IllegalStateException("mqtt.cert_file: " + unusable.getMessage(), unusable);
    }
  }

  private static String drawn(RandomGenerator random) {
    byte[] bytes = new byte[PASSWORD_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** How the hub's own link reaches it. */
  MqttConfig link() {
    return link;
  }

  int port() {
    return broker.port();
  }

  @Override
  public void close() {
    broker.close();
  }
}
