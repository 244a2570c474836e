package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.config.Secret;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.wire.StationId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A station with a password, its usual pauses, and a mosquitto that goes away. */
@Tag("mosquitto")
@Timeout(120)
class BrokerAwayTest {
  private static final StationId STATION = new StationId("bologna", "line-1", "st-04");
  private static final HubKeys HUB = HubKeys.of(FakeHub.key(STATION));
  private static final Duration BACK = Duration.ofSeconds(5);

  @TempDir Path folder;

  private EdgeAgent start(Mosquitto broker) {
    Path file = folder.resolve("station.password");
    AgentSettings plain = AgentSettings.of(STATION, broker.uri(), folder.resolve("outbox.db"), HUB);
    MqttEndpoint endpoint =
        new MqttEndpoint(
            broker.uri(),
            "st-04",
            Optional.of("line-1.st-04"),
            Optional.of(new Secret("as-it-was-at-the-start", Optional.of(file))),
            Optional.empty(),
            Duration.ofSeconds(2));
    AgentSettings settings =
        new AgentSettings(
            plain.station(),
            plain.version(),
            plain.escalation(),
            plain.policy(),
            plain.outbox(),
            endpoint,
            plain.hub(),
            plain.uplink(),
            plain.web(),
            plain.config());
    return EdgeAgent.start(
        settings,
        Stations.frames(2, 5),
        Stations.doubting(2),
        StationPlatform.real(List.of(new LogOutput()), AgentObserver.NONE));
  }

  private Mosquitto broker() throws Exception {
    Path passwords = folder.resolve("passwords");
    Process made =
        new ProcessBuilder(
                "mosquitto_passwd", "-b", "-c", passwords.toString(), "line-1.st-04", "right")
            .start();
    assertThat(made.waitFor(20, TimeUnit.SECONDS)).isTrue();
    Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Mosquitto(folder, "allow_anonymous false", "password_file " + passwords);
  }

  private static void up(EdgeAgent agent) {
    await().atMost(BACK).until(() -> agent.state().connected());
  }

  private static void away(EdgeAgent agent) {
    await().atMost(Duration.ofSeconds(20)).until(() -> !agent.state().connected());
  }

  @Test
  void a_mended_password_file_and_a_broker_that_is_back_are_taken_within_five_seconds()
      throws Exception {
    Files.writeString(folder.resolve("station.password"), "wrong");
    try (Mosquitto broker = broker();
        EdgeAgent agent = start(broker)) {
      await()
          .until(
              () ->
                  agent
                      .state()
                      .linkTrouble()
                      .filter(why -> why.contains("broker.password"))
                      .isPresent());
      Files.writeString(folder.resolve("station.password"), "right");
      up(agent);
      assertThat(agent.state().linkTrouble()).isEmpty();

      broker.kill();
      away(agent);
      broker.startAgain();
      up(agent);

      broker.stall();
      away(agent);
      broker.resume();
      up(agent);
    }
  }
}
