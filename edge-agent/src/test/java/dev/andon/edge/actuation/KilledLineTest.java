package dev.andon.edge.actuation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.actuation.plc.ModbusBit;
import dev.andon.edge.actuation.plc.ModbusMap;
import dev.andon.edge.actuation.plc.ModbusPort;
import dev.andon.edge.actuation.plc.ModbusServer;
import dev.andon.edge.actuation.plc.ModbusTarget;
import dev.andon.edge.actuation.plc.OpcUaNodes;
import dev.andon.edge.actuation.plc.OpcUaPort;
import dev.andon.edge.actuation.plc.OpcUaSecurity;
import dev.andon.edge.actuation.plc.OpcUaTarget;
import dev.andon.edge.actuation.plc.OpcUaTestServer;
import dev.andon.edge.actuation.plc.PlcOutput;
import dev.andon.edge.actuation.plc.PlcPort;
import dev.andon.edge.actuation.plc.PlcRhythm;
import dev.andon.edge.capture.PacedSource.Pause;
import dev.andon.edge.capture.StationClock;
import dev.andon.edge.outbox.DurableCounters;
import dev.andon.edge.outbox.Intent;
import dev.andon.edge.outbox.Outbox;
import dev.andon.edge.outbox.OutboxSettings;
import dev.andon.fixtures.FreePort;
import dev.andon.wire.StationId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent that is killed while a signal is on its way: nobody knows, and it is never repeated. */
@Tag("kills")
@Timeout(120)
class KilledLineTest {
  private static final StationId STATION = new StationId("p", "l", "s");
  private static final UUID PART = new UUID(7, 1);
  private @TempDir Path folder;

  private static Outbox outbox(Path folder) {
    return Outbox.open(
        OutboxSettings.of(folder.resolve("outbox.db")), STATION, InstantSource.system());
  }

  private static LineOutput output(String kind, String where) {
    return switch (kind) {
      // It would show the part until a controller that never does acknowledges it.
      case "modbus" ->
          plc(
              new ModbusPort(
                  new ModbusTarget("127.0.0.1", Integer.parseInt(where), 1, Duration.ofSeconds(5)),
                  new ModbusMap(
                      OptionalInt.empty(),
                      Map.of(
                          ModbusBit.ACCEPT, 0,
                          ModbusBit.REJECT, 1,
                          ModbusBit.VALID, 3,
                          ModbusBit.ALIVE, 4,
                          ModbusBit.ACKNOWLEDGE, 5),
                      OptionalInt.empty(),
                      OptionalInt.empty())),
              new PlcRhythm(Duration.ofSeconds(50), true, Duration.ofMillis(100)));
      case "opcua" ->
          plc(
              new OpcUaPort(
                  new OpcUaTarget(
                      where, Optional.empty(), new OpcUaSecurity.None(), Duration.ofSeconds(5)),
                  new OpcUaNodes(
                      "ns=2;s=Result", Optional.empty(), Optional.empty(), Optional.empty())),
              new PlcRhythm(Duration.ofSeconds(3), false, Duration.ofSeconds(1)));
      default -> new CommandOutput(List.of(where), Duration.ofSeconds(50));
    };
  }

  private static LineOutput plc(PlcPort port, PlcRhythm rhythm) {
    return new PlcOutput(port, rhythm, System::nanoTime, Pause.SLEEP);
  }

  private static Actuator actuator(Outbox outbox, LineOutput output) {
    return new Actuator(
        outbox.actuations(),
        List.of(output),
        "s",
        new StationClock(InstantSource.system(), System::nanoTime));
  }

  /** Lets an agent send a signal, kills it as soon as that is seen, and starts the next. */
  private void killed(String kind, String where, Callable<Boolean> seen) throws Exception {
    Process agent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Agent.class.getName(),
                folder.toString(),
                kind,
                where)
            .inheritIO()
            .start();
    try {
      await().atMost(40, TimeUnit.SECONDS).until(seen);
    } finally {
      agent.destroyForcibly();
      assertThat(agent.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void nextStartKnowsAndRepeatsNothing(Outbox next) {
    assertThat(next.counters().of(DurableCounters.Name.ACTUATIONS_UNKNOWN)).isOne();
    assertThat(next.actuations().intend(new Intent(PART, "reject", "timeout"))).isFalse();
    assertThat(next.undecided()).isEmpty();
  }

  @Test
  void bits_that_a_killed_agent_left_are_taken_back_and_not_shown_again() throws Exception {
    int port = FreePort.take();
    try (ModbusServer plc = ModbusServer.start(port)) {
      killed("modbus", String.valueOf(port), () -> plc.coil(3) == 1);
      List<String> before = plc.changes("coil 4");
      assertThat(before).containsExactly("coil 1=1", "coil 3=1");
      int beats = plc.changes("coil 1", "coil 3").size();
      await()
          .during(500, TimeUnit.MILLISECONDS)
          .until(() -> plc.changes("coil 1", "coil 3").size() == beats);
      try (Outbox next = outbox(folder);
          Actuator actuator = actuator(next, output("modbus", String.valueOf(port)))) {
        nextStartKnowsAndRepeatsNothing(next);
        await().until(() -> plc.changes("coil 1", "coil 3").size() > beats + 2);
        assertThat(actuator.waiting()).isZero();
      }
      assertThat(plc.changes("coil 4"))
          .containsExactly("coil 1=1", "coil 3=1", "coil 3=0", "coil 1=0");
    }
  }

  @Test
  void a_result_that_a_killed_agent_left_is_taken_back_and_not_shown_again() throws Exception {
    try (OpcUaTestServer plc = OpcUaTestServer.start(FreePort.take())) {
      killed("opcua", plc.endpoint(), () -> plc.value("Result").equals("2"));
      try (Outbox next = outbox(folder);
          Actuator actuator = actuator(next, output("opcua", plc.endpoint()))) {
        nextStartKnowsAndRepeatsNothing(next);
        await().until(() -> plc.value("Result").equals("0"));
        assertThat(actuator.waiting()).isZero();
      }
      assertThat(plc.writes()).filteredOn("Result=2"::equals).hasSize(1);
    }
  }

  @Test
  void a_program_that_a_killed_agent_had_started_is_not_started_again() throws Exception {
    Path runs = folder.resolve("runs");
    Path program =
        Files.writeString(
            folder.resolve("program"), "#!/bin/sh\necho run >> '" + runs + "'\nexec sleep 8\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    killed("command", program.toString(), () -> Files.exists(runs) && Files.size(runs) > 0);
    try (Outbox next = outbox(folder);
        Actuator actuator = actuator(next, output("command", program.toString()))) {
      nextStartKnowsAndRepeatsNothing(next);
      assertThat(actuator.waiting()).isZero();
    }
    assertThat(Files.readAllLines(runs)).hasSize(1);
  }

  /** Intends, sends, and waits to be killed. */
  static final class Agent {
    private Agent() {}

    public static void main(String[] args) throws Exception {
      Outbox outbox = outbox(Path.of(args[0]));
      Actuator actuator = actuator(outbox, output(args[1], args[2]));
      if (outbox.actuations().intend(new Intent(PART, "reject", "local"))) {
        actuator.perform(
            new LineCommand(
                PART,
                STATION.toString(),
                "part-1",
                "flange",
                "top",
                LineSignal.REJECT,
                "local",
                Instant.now()));
      }
      new CountDownLatch(1).await();
    }
  }
}
