package dev.andon.sandbox.brokers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.AgentSettings;
import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.fixtures.FreePort;
import dev.andon.fixtures.MosquittoProcess;
import dev.andon.hub.HubMain;
import dev.andon.hub.ingest.station.AccessList;
import dev.andon.wire.StationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * mosquitto over TLS with the files that {@code andon broker-config --certificates} writes: a
 * client's certificate is its login, and each station keeps to its own topics.
 */
final class CertificateMosquitto implements TestedBroker {
  private static final String SERVER = "server";

  private final int port = FreePort.take();
  private final PlantCertificates certificates;
  private final MosquittoProcess process;

  CertificateMosquitto(Path folder) throws IOException {
    List<String> names = new ArrayList<>(TestedPlant.users());
    names.add(SERVER);
    this.certificates = new PlantCertificates(folder, names);
    Path hub =
        Files.writeString(
            folder.resolve("for-broker.yaml"),
            """
            plant: {id: %s}
            mqtt: {host: 127.0.0.1, port: %d, username: %s, tls: true}
            escalations: {model: judges}
            stations:
            %s"""
                .formatted(TestedPlant.PLANT, port, Passwords.HUB, TestedPlant.stationRows()));
    int status =
        HubMain.commandLine()
            .execute(
                "broker-config",
                "--for=mosquitto",
                "--certificates",
                "--config=" + hub,
                "--out=" + folder);
    assertThat(status).isZero();
    MosquittoProcess.readable(folder);
    this.process = new MosquittoProcess(folder.resolve("andon.conf"), port);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void start() throws IOException {
    process.start();
  }

  @Override
  public void stop() {
    process.stop();
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public String hub() {
    return "ca_file: %s, cert_file: %s, key_file: %s"
        .formatted(
            certificates.trusted(),
            certificates.certificate(Passwords.HUB),
            certificates.key(Passwords.HUB));
  }

  @Override
  public MqttEndpoint station(StationId station, int over) {
    String user = AccessList.userOf(station);
    return new MqttEndpoint(
        "ssl://127.0.0.1:" + over,
        AgentSettings.clientId(station),
        Optional.empty(),
        Optional.empty(),
        Optional.of(
            new MqttEndpoint.TlsFiles(
                Optional.of(certificates.trusted()),
                Optional.of(certificates.certificate(user)),
                Optional.of(certificates.key(user)))),
        Duration.ofSeconds(2));
  }

  @Override
  public void spoil() throws IOException {
    certificates.spoil();
  }

  @Override
  public void mend() throws IOException {
    certificates.mend();
  }

  @Override
  public void renew() throws IOException {
    certificates.renew();
  }

  @Override
  public void close() {
    process.kill();
  }
}
