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
import dev.andon.edge.outbox.Outbox;
import dev.andon.edge.outbox.OutboxSettings;
import dev.andon.fixtures.FreePort;
import dev.andon.wire.Box;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Region;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thousand verdicts that come too late, before the eyes of two real controllers' servers. */
@Tag("slow")
@Timeout(60)
class LateVerdictsTest {
  private static final StationId STATION = new StationId("p", "l", "s");
  private static final InstantSource WALL = InstantSource.fixed(Instant.EPOCH);
  private static final long DEADLINE = 2_000_000_000L;
  private static final int BY_RULE = 5;
  private static final int LATE = 1_000;

  private final AtomicLong nanos = new AtomicLong();
  private final List<Runnable> alarms = new ArrayList<>();
  private @TempDir Path folder;
  private ModbusServer modbus;
  private OpcUaTestServer opcUa;
  private Outbox outbox;
  private Actuator actuator;
  private Decider decider;

  @BeforeEach
  void start() throws Exception {
    int port = FreePort.take();
    modbus = ModbusServer.start(port);
    opcUa = OpcUaTestServer.start(FreePort.take());
    outbox = Outbox.open(OutboxSettings.of(folder.resolve("outbox.db")), STATION, WALL);
    StationClock clock = new StationClock(WALL, nanos::get);
    actuator =
        new Actuator(
            outbox.actuations(), List.of(plc(modbus(port)), plc(opcUa(opcUa))), "s", clock);
    decider =
        new Decider(
            STATION,
            new LinePolicy(OnTimeout.REJECT),
            outbox.actuations(),
            actuator,
            clock,
            (delay, task) -> alarms.add(task),
            command -> {});
  }

  @AfterEach
  void stop() throws Exception {
    actuator.close();
    outbox.close();
    modbus.close();
    opcUa.close();
  }

  private static PlcPort modbus(int port) {
    return new ModbusPort(
        new ModbusTarget("127.0.0.1", port, 1, Duration.ofSeconds(5)),
        new ModbusMap(
            OptionalInt.empty(),
            Map.of(ModbusBit.ACCEPT, 0, ModbusBit.REJECT, 1, ModbusBit.VALID, 3),
            OptionalInt.empty(),
            OptionalInt.empty()));
  }

  private static PlcPort opcUa(OpcUaTestServer server) {
    return new OpcUaPort(
        new OpcUaTarget(
            server.endpoint(), Optional.empty(), new OpcUaSecurity.None(), Duration.ofSeconds(5)),
        new OpcUaNodes(
            "ns=2;s=Result", Optional.of("ns=2;s=Part"), Optional.empty(), Optional.empty()));
  }

  private static LineOutput plc(PlcPort port) {
    return new PlcOutput(
        port,
        new PlcRhythm(Duration.ofMillis(5), false, Duration.ofSeconds(30)),
        System::nanoTime,
        Pause.SLEEP);
  }

  private Escalation asked(int number) {
    Escalation escalation =
        new Escalation(
            new UUID(4, number),
            STATION,
            1,
            new Stamp(new UUID(1, 1), Instant.EPOCH, nanos.get()),
            DEADLINE / 1_000_000,
            Lane.LIVE,
            "part-" + number,
            "a",
            "top",
            new ModelVersion("m", "1", "p"),
            List.of(new Region(0, new Box(0, 0, 8, 8), List.of(), new float[0])),
            Image.of("image/jpeg", new Box(0, 0, 8, 8), new byte[] {1}));
    decider.expect(escalation);
    return escalation;
  }

  private static VerdictMessage pass(Escalation escalation, boolean late) {
    return new VerdictMessage(
        escalation.id(),
        new Verdict.Pass(),
        false,
        late,
        VerdictMessage.AnsweredBy.PROVIDER,
        "m",
        0,
        "EUR",
        new UUID(2, 2),
        Instant.EPOCH);
  }

  @Test
  void a_thousand_late_verdicts_actuate_nothing() {
    List<Escalation> decided = new ArrayList<>();
    for (int i = 0; i < BY_RULE; i++) {
      decided.add(asked(i));
    }
    nanos.set(DEADLINE);
    alarms.forEach(Runnable::run);
    alarms.clear();
    await().until(() -> actuator.waiting() == 0);
    List<String> bits = modbus.changes();
    List<String> nodes = opcUa.writes();
    assertThat(bits).filteredOn("coil 3=1"::equals).hasSize(BY_RULE);
    assertThat(nodes).filteredOn("Result=2"::equals).hasSize(BY_RULE);

    for (int i = 0; i < LATE; i++) {
      switch (i % 3) {
        // The hub itself says so, while the part still waits.
        case 0 -> decider.verdict(pass(asked(100 + i), true));
        // The deadline has passed, its alarm has not rung.
        case 1 -> {
          Escalation overdue = asked(100 + i);
          nanos.addAndGet(DEADLINE);
          decider.verdict(pass(overdue, false));
        }
        // The rule has decided.
        default -> decider.verdict(pass(decided.get(i % BY_RULE), false));
      }
    }

    assertThat(actuator.waiting()).isZero();
    assertThat(modbus.changes()).isEqualTo(bits).noneMatch("coil 0=1"::equals);
    assertThat(opcUa.writes()).isEqualTo(nodes).noneMatch("Result=1"::equals);
  }
}
