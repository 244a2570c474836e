package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.config.Secret;
import dev.andon.edge.actuation.LineCommand;
import dev.andon.edge.actuation.LineSignal;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.actuation.MqttOutput;
import dev.andon.edge.escalation.EscalationSettings;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.outbox.OutboxAudit;
import dev.andon.edge.outbox.RowState;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.edge.uplink.PahoPort;
import dev.andon.wire.Comparison;
import dev.andon.wire.Confirmation;
import dev.andon.wire.Escalation;
import dev.andon.wire.StationId;
import dev.andon.wire.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent against the broker that forgets most. */
@Tag("mosquitto")
@Timeout(120)
class MosquittoTest {
  private static final StationId STATION = new StationId("bologna", "line-1", "st-04");

  private final Journal journal = new Journal();
  private @TempDir Path folder;

  private AgentSettings settings(Mosquitto broker) {
    return AgentSettings.of(
            STATION, broker.uri(), folder.resolve("outbox.db"), HubKeys.of(FakeHub.key(STATION)))
        .withUplink(Stations.BRISK)
        .withEscalation(
            new EscalationSettings(
                Duration.ofMillis(1_500), 4, 85, 1 << 20, 100_000, Duration.ZERO));
  }

  private EdgeAgent start(AgentSettings settings, int frames, long gapMillis) {
    return EdgeAgent.start(
        settings,
        Stations.frames(frames, gapMillis),
        Stations.doubting(2),
        StationPlatform.real(List.of(new LogOutput()), journal));
  }

  @Test
  void a_broker_killed_in_the_middle_loses_nothing_and_repeats_no_signal() throws Exception {
    List<FakeHub> hubs = new ArrayList<>();
    try (Mosquitto broker = new Mosquitto(folder)) {
      hubs.add(new FakeHub(broker.uri()));
      try (EdgeAgent agent = start(settings(broker), 240, 15)) {
        for (int kill = 1; kill <= 2; kill++) {
          int enough = kill * 25;
          await().atMost(40, TimeUnit.SECONDS).until(() -> journal.escalated.size() > enough);
          broker.kill();
          await().until(() -> !agent.state().connected());
          broker.startAgain();
          hubs.add(new FakeHub(broker.uri()));
          sayAgain(hubs);
        }
        await()
            .atMost(60, TimeUnit.SECONDS)
            .pollInterval(Duration.ofSeconds(1))
            .until(
                () -> {
                  sayAgain(hubs);
                  return agent.drained();
                });
      }
      assertThat(journal.downs.get()).isEqualTo(2);
      assertThat(journal.ups.get()).isEqualTo(3);
    } finally {
      hubs.forEach(FakeHub::close);
    }
    assertThat(journal.verdicts).containsExactlyInAnyOrderElementsOf(journal.escalated);
    assertThat(journal.commands).extracting(LineCommand::id).doesNotHaveDuplicates();
    assertThat(journal.commands).hasSameSizeAs(journal.captured);
    try (OutboxAudit audit = OutboxAudit.open(folder.resolve("outbox.db"))) {
      assertThat(audit.rows()).hasSize(journal.escalated.size());
      assertThat(audit.rows()).allMatch(row -> row.state() == RowState.DONE);
    }
  }

  /** What a hub does with verdicts that nobody confirmed. */
  private static void sayAgain(List<FakeHub> hubs) {
    Set<UUID> confirmed =
        hubs.stream()
            .flatMap(hub -> hub.confirmations.stream())
            .map(Confirmation::escalationId)
            .collect(Collectors.toSet());
    for (FakeHub hub : hubs) {
      for (Escalation escalation : hub.escalations) {
        if (!confirmed.contains(escalation.id())) {
          hubs.getLast().verdict(escalation, new Verdict.Pass());
        }
      }
    }
  }

  @Test
  void an_escalation_above_what_the_broker_takes_is_marked_and_the_others_go_on() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder, "max_packet_size 1100");
        FakeHub hub = new FakeHub(broker.uri());
        EdgeAgent agent = start(settings(broker), 8, 5)) {
      await().until(() -> agent.state().counters().of(Name.REFUSED) == 4);
      assertThat(agent.state().connected()).isTrue();
      assertThat(hub.escalations).isEmpty();
      assertThat(journal.downs).hasValue(0);
    }
    try (OutboxAudit audit = OutboxAudit.open(folder.resolve("outbox.db"))) {
      assertThat(audit.rows())
          .allMatch(row -> row.reason().startsWith("oversize") && row.pictureKept());
    }
  }

  @Test
  void a_good_part_that_the_broker_does_not_take_stays_behind_and_its_question_goes()
      throws Exception {
    try (Mosquitto broker = new Mosquitto(folder, "max_packet_size 4000");
        FakeHub hub = new FakeHub(broker.uri());
        EdgeAgent agent =
            EdgeAgent.start(
                settings(broker),
                Stations.frames(8, 5),
                Stations.showing(Stations.doubting(2), 5_000),
                StationPlatform.real(List.of(new LogOutput()), journal))) {
      await().atMost(30, TimeUnit.SECONDS).until(agent::drained);
      assertThat(agent.state().counters().of(Name.REFUSED)).isZero();
      assertThat(hub.escalations)
          .hasSize(4)
          .allMatch(escalation -> escalation.comparison().equals(Comparison.NONE));
    }
  }

  @Test
  void without_a_hub_rows_wait_and_go_when_one_subscribes() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder);
        EdgeAgent agent = start(settings(broker), 8, 5)) {
      await().until(() -> journal.commands.size() == 8);
      assertThat(agent.state().counters().of(Name.RECEIPTED)).isZero();
      try (FakeHub hub = new FakeHub(broker.uri())) {
        await().atMost(30, TimeUnit.SECONDS).until(agent::drained);
        assertThat(hub.escalations).isNotEmpty();
      }
    }
  }

  @Test
  void a_wrong_password_is_said_and_tried_again_and_the_right_one_works() throws Exception {
    Path passwords = folder.resolve("passwords");
    run("mosquitto_passwd", "-b", "-c", passwords.toString(), "st-04", "right");
    Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Mosquitto broker =
        new Mosquitto(folder, "allow_anonymous false", "password_file " + passwords)) {
      try (EdgeAgent agent = start(withPassword(broker, "wrong"), 2, 5)) {
        await().until(() -> journal.downs.get() == 1);
        assertThat(agent.state().connected()).isFalse();
      }
      try (EdgeAgent agent = start(withPassword(broker, "right"), 2, 5)) {
        await().until(() -> agent.state().connected());
      }
    }
  }

  private AgentSettings withPassword(Mosquitto broker, String password) {
    return with(
        broker,
        new MqttEndpoint(
            broker.uri(),
            "st-04",
            Optional.of("st-04"),
            Optional.of(new Secret(password)),
            Optional.empty(),
            Duration.ofSeconds(5)));
  }

  private AgentSettings with(Mosquitto broker, MqttEndpoint endpoint) {
    AgentSettings plain = settings(broker);
    return new AgentSettings(
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
  }

  @Test
  void over_tls_a_known_authority_is_trusted_and_an_unknown_one_is_not() throws Exception {
    authority("ca");
    authority("stranger");
    certificate("server");
    certificate("station");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Mosquitto broker =
        new Mosquitto(
            folder,
            "cafile " + folder.resolve("ca.pem"),
            "certfile " + folder.resolve("server.pem"),
            "keyfile " + folder.resolve("server.key"),
            "require_certificate true")) {
      try (EdgeAgent agent = start(overTls(broker, "stranger"), 2, 5)) {
        await().until(() -> journal.downs.get() == 1);
        assertThat(agent.state().connected()).isFalse();
      }
      try (EdgeAgent agent = start(overTls(broker, "ca"), 2, 5)) {
        await().atMost(20, TimeUnit.SECONDS).until(() -> agent.state().connected());
      }
    }
  }

  private AgentSettings overTls(Mosquitto broker, String authority) {
    MqttEndpoint.TlsFiles files =
        new MqttEndpoint.TlsFiles(
            Optional.of(folder.resolve(authority + ".pem")),
            Optional.of(folder.resolve("station.pem")),
            Optional.of(folder.resolve("station.key")));
    return with(
        broker,
        new MqttEndpoint(
            "ssl://127.0.0.1:" + broker.port(),
            "st-04",
            Optional.empty(),
            Optional.empty(),
            Optional.of(files),
            Duration.ofSeconds(5)));
  }

  private void authority(String name) throws Exception {
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=NAME"
            + " -keyout NAME.key -out NAME.pem",
        name);
  }

  private void certificate(String name) throws Exception {
    Files.writeString(folder.resolve("san.txt"), "subjectAltName=IP:127.0.0.1\n");
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=NAME -keyout NAME.key"
            + " -out NAME.csr",
        name);
    openssl(
        "x509 -req -in NAME.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san.txt"
            + " -out NAME.pem",
        name);
    Files.setPosixFilePermissions(
        folder.resolve(name + ".key"), PosixFilePermissions.fromString("rw-r--r--"));
  }

  private void openssl(String arguments, String name) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.replace("NAME", name).split(" ", -1)));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("openssl.log"))).isZero();
  }

  @Test
  void the_line_hears_signals_on_its_topic_and_whether_the_station_is_there() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder);
        Listener line = new Listener(broker.uri(), "cell-4/#")) {
      MqttOutput output =
          new MqttOutput(
              new PahoPort(),
              MqttEndpoint.of(broker.uri(), "st-04-line"),
              "cell-4/andon",
              Duration.ofSeconds(5));
      output.send(
          new LineCommand(
              new UUID(1, 1),
              STATION.toString(),
              "part-1",
              "a",
              "top",
              LineSignal.REJECT,
              "verdict",
              Instant.EPOCH));
      await().until(() -> line.heard.stream().anyMatch(m -> m.contains("\"reject\"")));
      output.close();
      await().until(() -> line.heard.contains("cell-4/andon/state offline"));
      assertThat(line.heard.getFirst()).isEqualTo("cell-4/andon/state online");
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
