package dev.andon.edge.actuation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.capture.StationClock;
import dev.andon.edge.outbox.Intent;
import dev.andon.edge.outbox.Outbox;
import dev.andon.edge.outbox.OutboxSettings;
import dev.andon.edge.outbox.SqliteFaults;
import dev.andon.edge.outbox.Undecided;
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
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

class DeciderTest {
  private static final StationId STATION = new StationId("p", "l", "s");
  private static final InstantSource WALL = InstantSource.fixed(Instant.EPOCH);
  private static final long DEADLINE = 2_000_000_000L;

  private final AtomicLong nanos = new AtomicLong();
  private final List<Runnable> alarms = new ArrayList<>();
  private final List<Long> delays = new ArrayList<>();
  private final CountDownLatch running = new CountDownLatch(1);
  private final List<LineCommand> told = new CopyOnWriteArrayList<>();
  private @TempDir Path folder;
  private Outbox outbox;
  private Actuator actuator;
  private Decider decider;

  /** A line that writes down what it is told. */
  private final class Told implements LineOutput {
    @Override
    public String name() {
      return "told";
    }

    @Override
    public void send(LineCommand command) throws IOException {
      if (command.partId().equals("slow")) {
        awaitRunning();
      }
      told.add(command);
      if (command.partId().equals("jam")) {
        throw new IOException("the line is jammed");
      }
    }

    private void awaitRunning() throws IOException {
      try {
        running.await();
      } catch (InterruptedException stopped) {
        throw new IOException(stopped);
      }
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void open() {
    outbox = Outbox.open(OutboxSettings.of(folder.resolve("outbox.db")), STATION, WALL);
    actuator =
        new Actuator(
            outbox.actuations(), List.of(new Told()), "s", new StationClock(WALL, nanos::get));
    decider =
        new Decider(
            STATION,
            new LinePolicy(OnTimeout.HOLD),
            outbox.actuations(),
            actuator,
            new StationClock(WALL, nanos::get),
            (delay, task) -> {
              delays.add(delay);
              alarms.add(task);
            },
            command -> {});
  }

  @AfterEach
  void close() {
    actuator.close();
    outbox.close();
  }

  private Escalation expected(String part) {
    Escalation escalation =
        new Escalation(
            new UUID(4, part.hashCode()),
            STATION,
            1,
            new Stamp(new UUID(1, 1), Instant.EPOCH, 0),
            DEADLINE / 1_000_000,
            Lane.LIVE,
            part,
            "a",
            "top",
            new ModelVersion("m", "1", "p"),
            List.of(new Region(0, new Box(0, 0, 8, 8), List.of(), new float[0])),
            Image.of("image/jpeg", new Box(0, 0, 8, 8), new byte[] {1}));
    decider.expect(escalation);
    return escalation;
  }

  private static VerdictMessage verdict(Escalation escalation, Verdict verdict, boolean late) {
    return verdict(escalation.id(), verdict, late);
  }

  private static VerdictMessage verdict(UUID id, Verdict verdict, boolean late) {
    return new VerdictMessage(
        id,
        verdict,
        false,
        late,
        VerdictMessage.AnsweredBy.PROVIDER,
        "m",
        0,
        "EUR",
        new UUID(2, 2),
        Instant.EPOCH);
  }

  private void awaitTold(int count) {
    await().until(() -> told.size() == count && actuator.waiting() == 0);
  }

  @Test
  void a_verdict_in_time_tells_the_line_once_and_the_deadline_then_nothing() {
    Escalation escalation = expected("p1");
    decider.verdict(verdict(escalation, new Verdict.Defect(List.of()), false));
    decider.verdict(verdict(escalation, new Verdict.Pass(), false));
    alarms.forEach(Runnable::run);

    awaitTold(1);
    assertThat(told.getFirst().signal()).isEqualTo(LineSignal.REJECT);
    assertThat(told.getFirst().cause()).isEqualTo("verdict");
    assertThat(decider.undecided()).isZero();
  }

  @Test
  void when_the_deadline_passes_the_rule_decides_and_a_verdict_then_nothing() {
    Escalation escalation = expected("p1");
    alarms.forEach(Runnable::run);
    decider.verdict(verdict(escalation, new Verdict.Pass(), false));

    awaitTold(1);
    assertThat(told.getFirst().signal()).isEqualTo(LineSignal.HOLD);
    assertThat(told.getFirst().cause()).isEqualTo("timeout");
  }

  @Test
  void a_verdict_at_or_after_the_deadline_is_left_to_the_rule() {
    Escalation escalation = expected("p1");
    nanos.set(DEADLINE);
    decider.verdict(verdict(escalation, new Verdict.Pass(), false));
    assertThat(decider.undecided()).isOne();
    alarms.forEach(Runnable::run);
    awaitTold(1);
    assertThat(told.getFirst().cause()).isEqualTo("timeout");
  }

  @Test
  void a_verdict_that_the_hub_calls_late_tells_the_line_nothing() {
    Escalation escalation = expected("p1");
    decider.verdict(verdict(escalation, new Verdict.Pass(), true));
    assertThat(decider.undecided()).isOne();
  }

  @Test
  void an_inconclusive_verdict_lets_the_rule_decide_at_once() {
    Escalation escalation = expected("p1");
    decider.verdict(
        verdict(escalation, new Verdict.Inconclusive(Verdict.Reason.PROVIDER_UNREACHABLE), false));
    awaitTold(1);
    assertThat(told.getFirst().signal()).isEqualTo(LineSignal.HOLD);
    assertThat(told.getFirst().cause()).isEqualTo("inconclusive");
  }

  @Test
  void a_verdict_on_what_an_earlier_start_asked_tells_the_line_nothing() {
    Escalation escalation = expected("p1");
    assertThat(decider.unstored(escalation.id())).isPresent();
    decider.verdict(verdict(escalation, new Verdict.Pass(), false));
    assertThat(told).isEmpty();
  }

  @Test
  void a_signal_that_fails_is_journalled_and_not_repeated() {
    Escalation escalation = expected("jam");
    decider.verdict(verdict(escalation, new Verdict.Pass(), false));
    alarms.forEach(Runnable::run);
    awaitTold(1);
    assertThat(outbox.actuations().intend(new Intent(escalation.id(), "accept", "again")))
        .isFalse();
  }

  private static Undecided waiting(int number, String part, long begunMillis) {
    Instant begun = Instant.ofEpochMilli(begunMillis);
    return new Undecided(
        new UUID(9, number), part, "a", "top", begun, begun.plusMillis(2_000), "reject");
  }

  @Test
  void a_part_of_an_earlier_start_waits_for_what_is_left_and_then_gets_its_own_fallback() {
    decider.resume(waiting(1, "p1", -1_500));
    assertThat(delays).containsExactly(500_000_000L);
    assertThat(decider.undecided()).isOne();

    alarms.forEach(Runnable::run);

    awaitTold(1);
    assertThat(told.getFirst().signal()).isEqualTo(LineSignal.REJECT);
    assertThat(told.getFirst().cause()).isEqualTo("timeout");
  }

  @Test
  void a_part_that_is_overdue_or_whose_clock_went_back_waits_no_longer_and_takes_no_verdict() {
    Undecided overdue = waiting(1, "p1", -2_000);
    Undecided back = waiting(2, "p2", 1);
    decider.resume(overdue);
    decider.resume(back);
    assertThat(delays).containsExactly(0L, 0L);
    decider.verdict(verdict(back.id(), new Verdict.Pass(), false));

    alarms.forEach(Runnable::run);

    awaitTold(2);
    assertThat(told).allMatch(command -> command.signal() == LineSignal.REJECT);
  }

  @Test
  void a_part_that_is_taken_up_twice_is_told_once() {
    decider.resume(waiting(1, "p1", -3_000));
    decider.resume(waiting(1, "p1", -3_000));
    alarms.forEach(Runnable::run);
    decider.resume(waiting(1, "p1", -3_000));
    List.copyOf(alarms).forEach(Runnable::run);
    awaitTold(1);
    assertThat(decider.undecided()).isZero();
  }

  @Test
  void many_overdue_parts_give_way_while_the_line_is_slow_and_none_is_dropped() {
    decider.withoutAnswer(expected("slow").id(), "no_room");
    for (int i = 0; i < 120; i++) {
      decider.resume(waiting(i, "p" + i, -3_000));
    }
    ring();
    assertThat(actuator.waiting()).isLessThanOrEqualTo(50);
    assertThat(decider.undecided()).isGreaterThanOrEqualTo(70);
    decider.withoutAnswer(expected("fresh").id(), "no_room");
    running.countDown();
    await()
        .until(
            () -> {
              ring();
              return decider.undecided() == 0;
            });
    awaitTold(122);
    assertThat(told).extracting(LineCommand::id).doesNotHaveDuplicates();
    assertThat(told.subList(0, 52)).extracting(LineCommand::partId).contains("fresh");
  }

  /** Each alarm once; it may set itself anew. */
  private void ring() {
    List<Runnable> now = List.copyOf(alarms);
    alarms.clear();
    now.forEach(Runnable::run);
  }

  private String journalled(UUID id) {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("outbox.db"));
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT signal || ' ' || cause || ' ' || state FROM actuation WHERE id = '"
                    + id
                    + "'")) {
      return row.next() ? row.getString(1) : "nothing";
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void a_journal_that_cannot_be_written_keeps_no_signal_from_the_line_and_gets_it_later() {
    try (SqliteFaults faults = reopened()) {
      faults.fail("INSERT", SQLiteErrorCode.SQLITE_FULL, Integer.MAX_VALUE);
      Escalation timedOut = expected("p1");
      Escalation answered = expected("p2");
      decider.verdict(verdict(answered, new Verdict.Pass(), false));
      alarms.forEach(Runnable::run);
      decider.verdict(verdict(timedOut, new Verdict.Pass(), false));
      awaitTold(2);
      assertThat(outbox.health().signalsOwed()).isEqualTo(2);

      faults.mend();
      outbox.maintain();

      assertThat(journalled(timedOut.id())).isEqualTo("hold timeout performed");
      assertThat(journalled(answered.id())).isEqualTo("accept verdict performed");
      assertThat(outbox.actuations().intend(new Intent(answered.id(), "hold", "x"))).isFalse();
      assertThat(outbox.health().settled()).isTrue();
    }
  }

  @Test
  void a_signal_without_a_row_when_the_agent_ended_is_unknown_and_never_repeated() {
    try (SqliteFaults faults = reopened()) {
      faults.fail("INSERT", SQLiteErrorCode.SQLITE_IOERR, Integer.MAX_VALUE);
      Escalation escalation = expected("p1");
      decider.verdict(verdict(escalation, new Verdict.Pass(), false));
      awaitTold(1);
      outbox.close();
      faults.mend();
      outbox = Outbox.open(OutboxSettings.of(folder.resolve("outbox.db")), STATION, WALL);

      assertThat(journalled(escalation.id())).isEqualTo("accept verdict unknown");
      assertThat(outbox.actuations().intend(new Intent(escalation.id(), "hold", "x"))).isFalse();
    }
  }

  @Test
  void an_end_that_cannot_be_journalled_leaves_the_signal_unknown_and_the_line_running() {
    try (SqliteFaults faults = reopened()) {
      faults.fail("UPDATE actuation", SQLiteErrorCode.SQLITE_FULL, Integer.MAX_VALUE);
      Escalation escalation = expected("p1");
      decider.verdict(verdict(escalation, new Verdict.Pass(), false));
      awaitTold(1);
      faults.mend();
      decider.verdict(verdict(expected("p2"), new Verdict.Pass(), false));
      awaitTold(2);
      outbox.close();
      outbox = Outbox.open(OutboxSettings.of(folder.resolve("outbox.db")), STATION, WALL);
      assertThat(journalled(escalation.id())).isEqualTo("accept verdict unknown");
    }
  }

  /** The same outbox, its statements about to fail where a test wants them to. */
  private SqliteFaults reopened() {
    close();
    SqliteFaults faults = SqliteFaults.on(folder.resolve("outbox.db"));
    open();
    return faults;
  }
}
