package dev.andon.sandbox.brokers;

import dev.andon.broker.BrokerSettings;
import dev.andon.broker.BrokerTls;
import dev.andon.broker.BrokerUser;
import dev.andon.broker.EmbeddedBroker;
import dev.andon.config.PemFiles;
import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.fixtures.FreePort;
import dev.andon.hub.account.AccountConfig;
import dev.andon.hub.ingest.station.AccessList;
import dev.andon.wire.StationId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * HiveMQ Community Edition in this process, over TLS, with passwords and everybody's own topics.
 */
final class EmbeddedHive implements TestedBroker {
  private static final String SERVER = "server";
  private static final String STORE = "not-a-secret";

  private final int port = FreePort.take();
  private final PlantCertificates certificates;
  private final Passwords passwords;
  private @Nullable EmbeddedBroker broker;

  EmbeddedHive(Path folder) throws IOException {
    certificates = new PlantCertificates(folder, List.of(SERVER));
    passwords = new Passwords(folder);
  }

  private List<BrokerUser> users() {
    List<AccountConfig> accounts =
        TestedPlant.STATIONS.stream().map(EmbeddedHive::account).toList();
    return AccessList.of(
            TestedPlant.PLANT, Passwords.HUB, "andon-hub-" + TestedPlant.PLANT, accounts)
        .all()
        .stream()
        .map(
            entry ->
                new BrokerUser(
                    entry.user(),
                    () -> passwords.of(entry.user()),
                    entry.mayWrite(),
                    entry.mayRead()))
        .toList();
  }

  private static AccountConfig account(StationId station) {
    AccountConfig plain = AccountConfig.of(station.station());
    return new AccountConfig(
        station.station(),
        Optional.of(station.line()),
        plain.team(),
        plain.customer(),
        plain.budget(),
        plain.rateLimit(),
        plain.warnAt(),
        plain.stopAt(),
        plain.amounts());
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void start() throws IOException {
    var keys =
        PemFiles.keyStore(
            certificates.certificate(SERVER), certificates.key(SERVER), STORE.toCharArray());
    broker =
        EmbeddedBroker.start(
            BrokerSettings.loopback()
                .withPort(port)
                .withUsers(users())
                .withTls(new BrokerTls(keys, STORE)));
  }

  @Override
  public void stop() {
    close();
  }

  @Override
  public void kill() {
    close();
  }

  @Override
  public String hub() {
    return passwords.hub() + ", ca_file: " + certificates.trusted();
  }

  @Override
  public MqttEndpoint station(StationId station, int over) {
    return passwords.station(
        station,
        "ssl://127.0.0.1:" + over,
        Optional.of(
            new MqttEndpoint.TlsFiles(
                Optional.of(certificates.trusted()), Optional.empty(), Optional.empty())));
  }

  @Override
  public void spoil() throws IOException {
    passwords.spoil();
  }

  @Override
  public void mend() throws IOException {
    passwords.write();
  }

  @Override
  public void renew() throws IOException {
    passwords.renew();
    certificates.renew();
  }

  @Override
  public void close() {
    EmbeddedBroker running = broker;
    if (running != null) {
      running.close();
      broker = null;
    }
  }
}
