package dev.andon.sandbox.brokers;

import dev.andon.config.Secret;
import dev.andon.edge.AgentSettings;
import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.hub.ingest.station.AccessList;
import dev.andon.wire.StationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Everybody's password, in files beside the clients; all change together. */
final class Passwords {
  static final String HUB = "hub";

  private final Path folder;
  private int generation;

  Passwords(Path folder) throws IOException {
    this.folder = folder;
    write();
  }

  /** What the broker should be told. */
  String of(String user) {
    return user + "-secret-" + generation;
  }

  void spoil() throws IOException {
    for (String user : TestedPlant.users()) {
      Files.writeString(file(user), "wrong");
    }
  }

  void write() throws IOException {
    for (String user : TestedPlant.users()) {
      Files.writeString(file(user), of(user));
    }
  }

  void renew() throws IOException {
    generation++;
    write();
  }

  Path file(String user) {
    return folder.resolve(user + ".password");
  }

  String hub() {
    return "username: %s, password: {file: %s}".formatted(HUB, file(HUB));
  }

  MqttEndpoint station(StationId station, String uri, Optional<MqttEndpoint.TlsFiles> tls) {
    String user = AccessList.userOf(station);
    return new MqttEndpoint(
        uri,
        AgentSettings.clientId(station),
        Optional.of(user),
        Optional.of(new Secret(of(user), Optional.of(file(user)))),
        tls,
        Duration.ofSeconds(2));
  }
}
