package dev.andon.edge.actuation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.actuation.plc.ModbusBit;
import dev.andon.edge.actuation.plc.ModbusMap;
import dev.andon.edge.actuation.plc.ModbusPort;
import dev.andon.edge.actuation.plc.ModbusServer;
import dev.andon.edge.actuation.plc.ModbusTarget;
import dev.andon.edge.actuation.plc.PlcOutput;
import dev.andon.edge.actuation.plc.PlcRhythm;
import dev.andon.edge.capture.PacedSource.Pause;
import dev.andon.edge.capture.StationClock;
import dev.andon.edge.outbox.Intent;
import dev.andon.edge.outbox.Outbox;
import dev.andon.edge.outbox.OutboxSettings;
import dev.andon.fixtures.FreePort;
import dev.andon.wire.StationId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several ways to the line, some of them slow, dead, or blind to which part is meant. */
@Timeout(60)
class ActuatorTest {
  private static final StationId STATION = new StationId("p", "l", "s");

  private final AtomicLong skipped = new AtomicLong();
  private final StationClock clock =
      new StationClock(InstantSource.system(), () -> System.nanoTime() + skipped.get());
  private @TempDir Path folder;
  private Outbox outbox;

  @BeforeEach
  void open() {
    outbox =
        Outbox.open(
            OutboxSettings.of(folder.resolve("outbox.db")), STATION, InstantSource.system());
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  /** Writes down what it is told; may stand still, or fail. */
  private static class Told implements LineOutput {
    final List<String> parts = new CopyOnWriteArrayList<>();
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch goOn;
    volatile boolean closed;
    volatile String trouble = "";

    Told(boolean stands) {
      goOn = new CountDownLatch(stands ? 1 : 0);
    }

    @Override
    public String name() {
      return "told";
    }

    @Override
    public void send(LineCommand command) throws IOException, InterruptedException {
      entered.countDown();
      goOn.await();
      if (!trouble.isEmpty()) {
        throw new IOException(trouble);
      }
      parts.add(command.partId());
    }

    @Override
    public Duration attend() throws IOException {
      if (!trouble.isEmpty()) {
        throw new IOException(trouble);
      }
      return Duration.ofMillis(20);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** Does not say which part is meant. */
  private static final class Blind extends Told {
    Blind() {
      super(false);
    }

    @Override
    public boolean namesPart() {
      return false;
    }
  }

  private Actuator actuator(LineOutput... outputs) {
    return new Actuator(outbox.actuations(), List.of(outputs), "s", clock);
  }

  private LineCommand intended(int number) {
    LineCommand command = command(number);
    Intent intent = new Intent(command.id(), "reject", "local");
    assertThat(outbox.actuations().intend(intent)).isTrue();
    return command;
  }

  private static LineCommand command(int number) {
    return new LineCommand(
        new UUID(7, number),
        STATION.toString(),
        "part-" + number,
        "flange",
        "top",
        LineSignal.REJECT,
        "local",
        Instant.EPOCH);
  }

  private String journalled(int number) {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("outbox.db"));
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT state || ' ' || detail FROM actuation WHERE id = '"
                    + new UUID(7, number)
                    + "'")) {
      return row.next() ? row.getString(1) : "nothing";
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  private static ModbusMap coils() {
    return new ModbusMap(
        OptionalInt.empty(),
        Map.of(ModbusBit.ACCEPT, 0, ModbusBit.REJECT, 1, ModbusBit.VALID, 3, ModbusBit.ALIVE, 4),
        OptionalInt.empty(),
        OptionalInt.empty());
  }

  private static LineOutput modbus(int port, Duration timeout) {
    return new TimelyOutput(
        new PlcOutput(
            new ModbusPort(new ModbusTarget("127.0.0.1", port, 1, timeout), coils()),
            new PlcRhythm(Duration.ofMillis(20), false, Duration.ofMillis(50)),
            System::nanoTime,
            Pause.SLEEP),
        Duration.ofSeconds(2));
  }

  @Test
  void an_output_that_stands_still_delays_no_other() throws Exception {
    Told stuck = new Told(true);
    Told quick = new Told(false);
    try (Actuator actuator = actuator(stuck, quick)) {
      for (int i = 0; i < 5; i++) {
        actuator.perform(intended(i));
      }
      await().until(() -> quick.parts.size() == 5);
      assertThat(stuck.parts).isEmpty();
      assertThat(actuator.waiting()).isEqualTo(5);
      assertThat(journalled(0)).startsWith("intended");
      stuck.goOn.countDown();
      await().until(() -> actuator.waiting() == 0);
      assertThat(journalled(0)).isEqualTo("performed ");
    }
  }

  @Test
  void a_controller_that_takes_connections_and_says_nothing_delays_neither_others_nor_the_caller()
      throws Exception {
    Told quick = new Told(false);
    ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    try (Actuator actuator =
        actuator(modbus(silent.getLocalPort(), Duration.ofSeconds(50)), quick)) {
      List.of(intended(1), intended(2), intended(3)).forEach(actuator::perform);
      await().until(() -> quick.parts.size() == 3);
      assertThat(actuator.waiting()).as("the silent one has not answered one").isEqualTo(3);
      silent.close();
      await().until(() -> actuator.waiting() == 0);
      assertThat(journalled(1)).startsWith("failed modbus 127.0.0.1");
    }
  }

  @Test
  void a_dead_controller_is_seen_and_served_again_by_itself_when_it_comes_back() throws Exception {
    int port = FreePort.take();
    try (Actuator actuator = actuator(modbus(port, Duration.ofSeconds(1)))) {
      await().until(() -> !actuator.state().failing().isEmpty());
      OutputState dead = actuator.state().failing().getFirst();
      assertThat(dead.output()).isEqualTo("modbus 127.0.0.1:" + port + " unit 1");
      assertThat(dead.problem()).contains("refused");
      actuator.perform(intended(1));
      await().until(() -> actuator.waiting() == 0);
      assertThat(journalled(1)).startsWith("failed");

      try (ModbusServer plc = ModbusServer.start(port)) {
        await().until(() -> actuator.state().failing().isEmpty());
        actuator.perform(intended(2));
        await().until(() -> actuator.waiting() == 0);
        assertThat(plc.changes("coil 4"))
            .containsExactly("coil 1=1", "coil 3=1", "coil 3=0", "coil 1=0");
      }
      OutputState after = actuator.state().outputs().getFirst();
      assertThat(after.sent()).isOne();
      assertThat(after.failed()).isOne();
      assertThat(journalled(2)).isEqualTo("performed ");
    }
  }

  @Test
  void a_signal_that_waited_too_long_is_not_sent_and_its_end_says_so() {
    Told stuck = new Told(true);
    try (Actuator actuator = actuator(new TimelyOutput(stuck, Duration.ofSeconds(2)))) {
      actuator.perform(intended(1));
      await().until(() -> stuck.entered.getCount() == 0);
      actuator.perform(intended(2));
      skipped.addAndGet(Duration.ofSeconds(3).toNanos());
      stuck.goOn.countDown();
      await().until(() -> actuator.waiting() == 0);
      assertThat(stuck.parts).containsExactly("part-1");
      assertThat(journalled(2)).startsWith("failed told: not sent, it waited 3");
      assertThat(actuator.state().outputs().getFirst().tooLate()).isOne();
      assertThat(actuator.state().failing()).isEmpty();
    }
  }

  @Test
  void a_part_that_is_long_overdue_is_told_only_where_the_line_sees_which_it_is() {
    Told named = new Told(false);
    Blind blind = new Blind();
    try (Actuator actuator =
        actuator(
            new TimelyOutput(named, Duration.ofSeconds(2)),
            new TimelyOutput(blind, Duration.ofSeconds(2)))) {
      actuator.perform(intended(1), Duration.ofMinutes(10).toNanos());
      actuator.perform(intended(2), Duration.ofMillis(5).toNanos());
      await().until(() -> actuator.waiting() == 0);
      assertThat(named.parts).containsExactly("part-1", "part-2");
      assertThat(blind.parts).containsExactly("part-2");
      assertThat(journalled(1)).startsWith("failed told #2: not sent, it waited 600");
    }
  }

  @Test
  void signals_above_the_queue_fail_at_once() {
    Told stuck = new Told(true);
    List<String> ends = new CopyOnWriteArrayList<>();
    OutputThread thread =
        new OutputThread(stuck, "told", "s", clock, (signal, end) -> ends.add(end.orElse("sent")));
    thread.start();
    for (int i = 0; i < OutputThread.MAX_WAITING + 10; i++) {
      thread.send(new PendingSignal(command(i), System.nanoTime(), 0, 1));
    }
    assertThat(ends.size()).isBetween(9, 10);
    assertThat(ends).containsOnly("told: more than 1000 signals waited");
    stuck.goOn.countDown();
    await().until(() -> ends.size() == OutputThread.MAX_WAITING + 10);
    assertThat(thread.state().sent()).isEqualTo(stuck.parts.size());
    thread.stop();
  }

  @Test
  void a_stop_sends_what_waits_and_closes_every_output() {
    Told told = new Told(true);
    Actuator actuator = actuator(told);
    for (int i = 0; i < 5; i++) {
      actuator.perform(intended(i));
    }
    told.goOn.countDown();
    actuator.close();
    assertThat(told.parts).hasSize(5);
    assertThat(told.closed).isTrue();
    actuator.perform(intended(6));
    assertThat(journalled(6)).isEqualTo("failed told: the agent stopped");
  }

  @Test
  void a_stop_waits_for_an_output_that_stands_still_no_longer_than_it_says() {
    Told stuck = new Told(true);
    Told quick = new Told(false);
    Actuator actuator = actuator(stuck, quick);
    actuator.perform(intended(1));
    actuator.perform(intended(2));
    actuator.close();
    assertThat(stuck.closed).isTrue();
    assertThat(quick.closed).isTrue();
    assertThat(journalled(1)).isEqualTo("failed told: the agent stopped");
    assertThat(journalled(2)).isEqualTo("failed told: the agent stopped");
  }

  @Test
  void an_output_that_fails_is_tried_again_by_itself() {
    Told told = new Told(false);
    told.trouble = "no route";
    try (Actuator actuator = actuator(told)) {
      await().until(() -> !actuator.state().failing().isEmpty());
      told.trouble = "";
      await().until(() -> actuator.state().failing().isEmpty());
    }
  }

  @Test
  void a_failure_stands_until_a_signal_arrives_where_nothing_else_can_be_tried() {
    Told hook =
        new Told(false) {
          @Override
          public Duration attend() {
            return UNLIMITED;
          }
        };
    hook.trouble = "answered 500";
    try (Actuator actuator = actuator(hook)) {
      actuator.perform(intended(1));
      await().until(() -> actuator.waiting() == 0);
      await()
          .during(600, TimeUnit.MILLISECONDS)
          .until(() -> actuator.state().failing().size() == 1);
      hook.trouble = "";
      actuator.perform(intended(2));
      await().until(() -> actuator.state().failing().isEmpty());
    }
  }
}
