package dev.andon.edge.actuation.plc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.actuation.LineCommand;
import dev.andon.edge.actuation.LineSignal;
import dev.andon.edge.capture.PacedSource.Pause;
import dev.andon.fixtures.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a controller sees on a real Modbus TCP server. */
@Timeout(60)
class ModbusOutputTest {
  private static final Duration STROBE = Duration.ofMillis(40);
  private static final Duration BEAT = Duration.ofMillis(50);
  private static final Duration TIMEOUT = Duration.ofMillis(300);
  private static final Map<ModbusBit, Integer> COILS =
      new EnumMap<>(
          Map.of(
              ModbusBit.ACCEPT, 0,
              ModbusBit.REJECT, 1,
              ModbusBit.HOLD, 2,
              ModbusBit.VALID, 3,
              ModbusBit.ALIVE, 4));
  private static final String ALIVE = "coil 4";

  private final int port = FreePort.take();
  private ModbusServer plc;

  @BeforeEach
  void start() throws Exception {
    plc = ModbusServer.start(port);
  }

  @AfterEach
  void stop() throws Exception {
    plc.close();
  }

  private static LineCommand command(String part, LineSignal signal) {
    return new LineCommand(
        new UUID(1, 2), "p/l/s", part, "flange", "top", signal, "local", Instant.EPOCH);
  }

  private static ModbusMap coils(Map<ModbusBit, Integer> bits) {
    return new ModbusMap(OptionalInt.empty(), bits, OptionalInt.empty(), OptionalInt.empty());
  }

  private PlcOutput output(ModbusMap map, boolean acknowledged) {
    return new PlcOutput(
        new ModbusPort(new ModbusTarget("127.0.0.1", port, 1, TIMEOUT), map),
        new PlcRhythm(STROBE, acknowledged, BEAT),
        System::nanoTime,
        Pause.SLEEP);
  }

  private PlcOutput output() {
    return output(coils(COILS), false);
  }

  @Test
  void the_result_comes_before_valid_and_goes_after_it() throws Exception {
    try (PlcOutput output = output()) {
      output.send(command("part-1", LineSignal.REJECT));
      output.send(command("part-2", LineSignal.ACCEPT));
      output.send(command("part-3", LineSignal.HOLD));
    }
    assertThat(plc.changes(ALIVE))
        .containsExactly(
            "coil 1=1",
            "coil 3=1",
            "coil 3=0",
            "coil 1=0", //
            "coil 0=1",
            "coil 3=1",
            "coil 3=0",
            "coil 0=0", //
            "coil 2=1",
            "coil 3=1",
            "coil 3=0",
            "coil 2=0");
  }

  @Test
  void valid_stands_for_the_strobe_and_nothing_for_as_long_before_the_next() throws Exception {
    try (PlcOutput output = output()) {
      output.send(command("part-1", LineSignal.REJECT));
      output.send(command("part-2", LineSignal.REJECT));
    }
    List<ModbusServer.Change> valid = plc.timed("coil 3");
    assertThat(valid).hasSize(4);
    for (int i = 1; i < valid.size(); i++) {
      assertThat(valid.get(i).nanos() - valid.get(i - 1).nanos())
          .isGreaterThanOrEqualTo(STROBE.toNanos() * 9 / 10);
    }
  }

  @Test
  void a_hold_without_a_bit_of_its_own_is_valid_with_neither_result() throws Exception {
    Map<ModbusBit, Integer> bits = new EnumMap<>(COILS);
    bits.remove(ModbusBit.HOLD);
    try (PlcOutput output = output(coils(bits), false)) {
      output.send(command("part-1", LineSignal.HOLD));
    }
    assertThat(plc.changes(ALIVE)).containsExactly("coil 3=1", "coil 3=0");
  }

  @Test
  void the_sign_of_life_goes_on_while_a_result_is_shown_and_stops_with_the_agent()
      throws Exception {
    PlcOutput output =
        new PlcOutput(
            new ModbusPort(new ModbusTarget("127.0.0.1", port, 1, TIMEOUT), coils(COILS)),
            new PlcRhythm(Duration.ofMillis(300), false, BEAT),
            System::nanoTime,
            Pause.SLEEP);
    output.send(command("part-1", LineSignal.ACCEPT));
    List<ModbusServer.Change> beats = plc.timed(ALIVE);
    List<ModbusServer.Change> valid = plc.timed("coil 3");
    assertThat(beats)
        .filteredOn(
            beat ->
                beat.nanos() > valid.getFirst().nanos() && beat.nanos() < valid.getLast().nanos())
        .hasSizeGreaterThanOrEqualTo(2);
    output.close();
    int last = plc.timed(ALIVE).size();
    await()
        .during(3 * BEAT.toMillis(), TimeUnit.MILLISECONDS)
        .until(() -> plc.timed(ALIVE).size() == last);
  }

  @Test
  void it_asks_to_be_attended_when_the_next_sign_of_life_is_due() throws Exception {
    try (PlcOutput output = output()) {
      assertThat(output.attend()).isBetween(BEAT.dividedBy(2), BEAT);
      assertThat(plc.changes()).containsExactly("coil 4=1");
    }
  }

  @Test
  void what_a_killed_agent_left_is_taken_back_before_anything_else() throws Exception {
    plc.set(1, 1);
    plc.set(3, 1);
    try (PlcOutput output = output()) {
      var _ = output.attend();
      assertThat(plc.changes(ALIVE)).containsExactly("coil 3=0", "coil 1=0");
    }
  }

  @Test
  void an_agent_that_stops_takes_back_what_it_shows() throws Exception {
    PlcOutput output =
        new PlcOutput(
            new ModbusPort(new ModbusTarget("127.0.0.1", port, 1, TIMEOUT), coils(COILS)),
            new PlcRhythm(Duration.ofMillis(800), false, BEAT),
            System::nanoTime,
            Pause.SLEEP);
    Thread sending =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    output.send(command("part-1", LineSignal.REJECT));
                  } catch (IOException | InterruptedException stopped) {
                    output.close();
                  }
                });
    await().until(() -> plc.coil(3) == 1);
    sending.interrupt();
    sending.join();
    assertThat(plc.coil(3)).isZero();
    assertThat(plc.coil(1)).isZero();
  }

  @Test
  void bits_of_one_register_change_at_once_and_a_number_goes_before_them() throws Exception {
    ModbusMap map =
        new ModbusMap(OptionalInt.of(100), COILS, OptionalInt.of(101), OptionalInt.of(102));
    try (PlcOutput output = output(map, false)) {
      output.send(command("part-0070", LineSignal.REJECT));
    }
    assertThat(
            plc.changes().stream()
                .map(change -> change.replaceAll("register 100=(\\d+)", "$1"))
                .map(ModbusOutputTest::withoutAlive)
                .distinct()
                .toList())
        .containsSubsequence("register 102=70", "register 101=1", "00010", "01010");
    assertThat(plc.register(100) & 0b01111).isZero();
  }

  /** Hold, valid and so on of a word as bits; the sign of life stands in bit 4. */
  private static String withoutAlive(String change) {
    if (!change.matches("\\d+")) {
      return change;
    }
    int word = Integer.parseInt(change) & 0b01111;
    return Integer.toBinaryString(0b100000 | word).substring(1);
  }

  @Test
  void the_running_number_goes_on_where_the_controller_saw_it_last_and_0_is_left_out()
      throws Exception {
    plc.setRegister(101, 65_534);
    ModbusMap map =
        new ModbusMap(OptionalInt.empty(), COILS, OptionalInt.of(101), OptionalInt.empty());
    for (int expected : List.of(65_535, 1)) {
      try (PlcOutput output = output(map, false)) {
        output.send(command("part", LineSignal.ACCEPT));
        assertThat(plc.register(101)).isEqualTo(expected);
      }
    }
  }

  @Test
  void an_acknowledged_result_goes_as_soon_as_the_controller_has_it() throws Exception {
    Map<ModbusBit, Integer> bits = new EnumMap<>(COILS);
    bits.put(ModbusBit.ACKNOWLEDGE, 5);
    PlcOutput output =
        new PlcOutput(
            new ModbusPort(new ModbusTarget("127.0.0.1", port, 1, TIMEOUT), coils(bits)),
            new PlcRhythm(Duration.ofSeconds(1), true, BEAT),
            System::nanoTime,
            Pause.SLEEP);
    plc.beforeEach(() -> plc.set(5, plc.coil(3)));
    try (output) {
      output.send(command("part-1", LineSignal.REJECT));
    }
    List<ModbusServer.Change> valid = plc.timed("coil 3");
    assertThat(valid.getLast().nanos() - valid.getFirst().nanos())
        .isLessThan(TimeUnit.MILLISECONDS.toNanos(900));
  }

  @Test
  void a_result_that_is_not_acknowledged_fails_and_is_taken_back() throws Exception {
    Map<ModbusBit, Integer> bits = new EnumMap<>(COILS);
    bits.put(ModbusBit.ACKNOWLEDGE, 5);
    try (PlcOutput output = output(coils(bits), true)) {
      assertThatThrownBy(() -> output.send(command("part-1", LineSignal.REJECT)))
          .hasMessageContaining("did not acknowledge within 40 ms");
      plc.set(5, 1);
      assertThatThrownBy(() -> output.send(command("part-2", LineSignal.REJECT)))
          .hasMessageContaining("still acknowledges the part before");
    }
    assertThat(plc.changes(ALIVE)).containsExactly("coil 1=1", "coil 3=1", "coil 3=0", "coil 1=0");
  }

  @Test
  void a_refusal_says_what_it_means_and_what_to_do() {
    Map<ModbusBit, Integer> bits = new EnumMap<>(COILS);
    bits.put(ModbusBit.VALID, 9);
    try (PlcOutput output = output(coils(bits), false)) {
      assertThatThrownBy(() -> output.send(command("part-1", LineSignal.REJECT)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("coil 9 refused with exception 2, illegal address")
          .hasMessageContaining("begin at 0");
    }
  }

  @Test
  void nobody_there_is_said_with_the_address() throws Exception {
    plc.close();
    try (PlcOutput output = output()) {
      assertThatThrownBy(output::attend)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("connecting")
          .hasMessageContaining("refused");
    }
    start();
  }

  @Test
  void one_that_takes_the_connection_and_says_nothing_costs_the_timeout_and_no_more()
      throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        PlcOutput output =
            new PlcOutput(
                new ModbusPort(
                    new ModbusTarget("127.0.0.1", silent.getLocalPort(), 7, TIMEOUT), coils(COILS)),
                new PlcRhythm(STROBE, false, BEAT),
                System::nanoTime,
                Pause.SLEEP)) {
      long begun = System.nanoTime();
      assertThatThrownBy(() -> output.send(command("part-1", LineSignal.ACCEPT)))
          .hasMessageContaining("no answer within 300 ms; does unit 7 exist?");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void one_that_dies_in_the_middle_fails_that_signal_and_serves_the_next() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (PlcOutput output = output()) {
      var _ = output.attend();
      plc.beforeEach(
          () -> {
            if (requests.incrementAndGet() == 2) {
              throw new IllegalStateException("the controller falls over");
            }
          });
      assertThatThrownBy(() -> output.send(command("part-1", LineSignal.REJECT)))
          .isInstanceOf(IOException.class);
      output.send(command("part-2", LineSignal.ACCEPT));
    }
    assertThat(plc.changes(ALIVE)).endsWith("coil 0=1", "coil 3=1", "coil 3=0", "coil 0=0");
  }

  @Test
  void a_connection_that_was_cut_is_made_anew() throws Exception {
    try (PlcOutput output = output()) {
      output.send(command("part-1", LineSignal.REJECT));
      plc.close();
      assertThatThrownBy(() -> output.send(command("part-x", LineSignal.REJECT)))
          .isInstanceOf(IOException.class);
      start();
      output.send(command("part-2", LineSignal.REJECT));
      assertThat(plc.changes(ALIVE)).hasSize(4);
    }
  }

  @Test
  void a_controller_that_is_away_for_long_costs_neither_threads_nor_connections() throws Exception {
    plc.close();
    try (PlcOutput output = output()) {
      refusals(output, 5);
      int threads = Thread.activeCount();
      refusals(output, 200);
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 5);
    }
    start();
  }

  private static void refusals(PlcOutput output, int times) {
    for (int i = 0; i < times; i++) {
      assertThatThrownBy(output::attend).isInstanceOf(IOException.class);
    }
  }

  @Test
  void maps_that_no_controller_can_follow_are_refused() {
    Map<ModbusBit, Integer> twice = new EnumMap<>(COILS);
    twice.put(ModbusBit.VALID, 1);
    assertThatThrownBy(() -> coils(twice)).hasMessage("modbus reject and valid are both 1");
    Map<ModbusBit, Integer> far = new EnumMap<>(COILS);
    far.put(ModbusBit.VALID, 16);
    assertThatThrownBy(
            () -> new ModbusMap(OptionalInt.of(1), far, OptionalInt.empty(), OptionalInt.empty()))
        .hasMessage("modbus valid must be 0 to 15, but is 16");
    assertThatThrownBy(
            () -> new ModbusMap(OptionalInt.of(1), COILS, OptionalInt.of(1), OptionalInt.empty()))
        .hasMessage("modbus register and sequence are both 1");
    assertThatThrownBy(() -> new ModbusTarget("10.0.0.1", 0, 1, TIMEOUT))
        .hasMessageContaining("port must be 1 to 65535, but is 0");
  }

  @Test
  void the_number_of_a_part_is_what_its_id_ends_with() {
    assertThat(PartNumber.of("part-0070")).isEqualTo(70);
    assertThat(PartNumber.of("2026-11-28/70123.jpg")).isEqualTo(70_123 % 65_536);
    assertThat(PartNumber.of("flange")).isZero();
    assertThat(PartNumber.of("9".repeat(40))).isBetween(0, 65_535);
  }
}
