package dev.andon.edge.outbox;

import static dev.andon.edge.outbox.OutboxFixture.BOOT;
import static dev.andon.edge.outbox.OutboxFixture.NOON;
import static dev.andon.edge.outbox.OutboxFixture.STATION;
import static dev.andon.edge.outbox.OutboxFixture.small;
import static dev.andon.edge.outbox.OutboxFixture.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Cursor;
import dev.andon.wire.Escalation;
import dev.andon.wire.Lane;
import dev.andon.wire.Receipt;
import dev.andon.wire.Stamp;
import dev.andon.wire.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

/** Whatever statement of the outbox fails with whatever code: when the cause is gone, it works. */
class OutboxFaultsTest {
  private final OutboxFixture fixture = new OutboxFixture();
  private @TempDir(factory = InMemory.class) Path folder;
  private long position;

  /** One of everything that a station asks of its outbox; returns what could not be done. */
  private List<String> work(Outbox outbox) {
    List<String> failures = new ArrayList<>();
    Escalation escalation = fixture.escalation(2_000, 0);
    Stamp now = new Stamp(BOOT, NOON, 5);
    attempt(
        failures,
        () -> {
          if (outbox
                  .frames()
                  .escalate(
                      fixture.seen(position++),
                      escalation,
                      Priority.BAND,
                      Optional.of(fixture.open(escalation)))
              instanceof StoreOutcome.NotStored(String reason)) {
            failures.add(reason);
          }
        });
    attempt(
        failures,
        () ->
            outbox
                .frames()
                .confident(
                    fixture.seen(position++),
                    new Verdict.Pass(),
                    Optional.of(new Intent(fixture.ids.next(), "accept", "local"))));
    attempt(
        failures,
        () ->
            outbox
                .frames()
                .withheld(
                    fixture.seen(position++),
                    "too many",
                    Optional.of(new Intent(fixture.ids.next(), "hold", "withheld"))));
    attempt(failures, () -> outbox.frames().suppressed(fixture.seen(position++), "again"));
    attempt(
        failures,
        () -> outbox.frames().skipped("line", new Cursor("video.mp4", position++), NOON, "torn"));
    attempt(failures, () -> outbox.queue().take(Lane.LIVE));
    attempt(failures, () -> outbox.queue().requeueAll());
    attempt(failures, () -> outbox.queue().take(Lane.LIVE));
    attempt(failures, () -> outbox.queue().requeue(escalation.id(), 0));
    attempt(failures, () -> outbox.queue().demote(BOOT, 0));
    attempt(
        failures,
        () ->
            outbox
                .actuations()
                .intendAfterTimeout(new Intent(escalation.id(), "hold", "timeout"), "hold"));
    attempt(failures, () -> outbox.actuations().finished(escalation.id(), true, ""));
    attempt(failures, () -> outbox.queue().receipt(OutboxFixture.stored(escalation.id())));
    attempt(
        failures,
        () -> outbox.verdicts().store(verdict(escalation.id(), new Verdict.Pass(), false)));
    attempt(
        failures,
        () ->
            outbox
                .queue()
                .receipt(new Receipt(escalation.id(), new Receipt.Deferred("busy", "later", 1))));
    attempt(
        failures, () -> outbox.actuations().intend(new Intent(fixture.ids.next(), "hold", "x")));
    attempt(failures, () -> outbox.unread().keep("topic", new byte[] {1}, "unknown"));
    attempt(
        failures,
        () ->
            outbox
                .events()
                .batch(fixture.ids::next, now)
                .ifPresent(batch -> outbox.events().delivered(batch.id())));
    attempt(failures, () -> outbox.queue().waiting());
    attempt(failures, outbox::counters);
    attempt(failures, outbox::undecided);
    attempt(failures, () -> outbox.verdicts().inTime(escalation.id()));
    attempt(failures, () -> outbox.frames().place("line"));
    return failures;
  }

  private static void attempt(List<String> failures, Runnable step) {
    try {
      step.run();
    } catch (OutboxException failure) {
      failures.add(failure.reason());
    } catch (RuntimeException bug) {
      failures.add("bug: " + bug);
    }
  }

  /** One round each: what comes after the fault in the same round has to work again. */
  private void sweep(int times, int oneOf) {
    List<String> wrong = new ArrayList<>();
    Set<String> statements = statements();
    long seed = System.nanoTime();
    Random chance = new Random(seed);
    assertThat(statements).hasSizeGreaterThan(25);
    for (SQLiteErrorCode code : SqliteFaults.CODES) {
      List<String> some = statements.stream().filter(sql -> chance.nextInt(oneOf) == 0).toList();
      sweep(code, times, some, wrong);
    }
    assertThat(wrong).as("%d with seed %d", wrong.size(), seed).isEmpty();
  }

  private void sweep(SQLiteErrorCode code, int times, List<String> statements, List<String> wrong) {
    OutboxSettings settings = small(folder.resolve(code + "-" + times));
    try (SqliteFaults faults = SqliteFaults.on(settings.file());
        Outbox outbox = Outbox.open(settings, STATION, fixture.clock)) {
      for (String sql : statements) {
        faults.fail(sql, code, times);
        work(outbox).stream()
            .filter(text -> text.startsWith("bug"))
            .forEach(bug -> wrong.add(code + " at " + sql + " threw " + bug));
        faults.mend();
      }
      work(outbox).forEach(after -> wrong.add("after " + code + " it stays: " + after));
      assertThat(outbox.health().writes()).isTrue();
      outbox.maintain();
      assertThat(outbox.undecided()).as("after %s", code).isEmpty();
      assertThat(outbox.frames().place("line")).contains(new Cursor("video.mp4", position - 1));
    }
  }

  /** What a fault-free round issues. */
  private Set<String> statements() {
    OutboxSettings elsewhere = small(folder.resolve("dry"));
    try (SqliteFaults dry = SqliteFaults.on(elsewhere.file());
        Outbox outbox = Outbox.open(elsewhere, STATION, fixture.clock)) {
      assertThat(work(outbox)).isEmpty();
      Set<String> all = dry.issued();
      all.removeIf(sql -> sql.startsWith("CREATE") || sql.startsWith("PRAGMA user_version"));
      all.add("ROLLBACK");
      return all;
    }
  }

  @Test
  void after_any_statement_failed_once_with_any_code_everything_works_again() {
    sweep(1, 1);
  }

  @Test
  void after_any_statement_failed_for_a_while_with_any_code_everything_works_again() {
    sweep(6, 4);
  }

  @Tag("long")
  @Test
  void after_every_statement_failed_for_a_while_with_every_code_everything_works_again() {
    sweep(6, 1);
  }

  @Test
  void a_rollback_that_fails_too_does_not_leave_a_transaction_open_for_ever() {
    try (SqliteFaults faults = SqliteFaults.on(small(folder).file());
        Outbox outbox = Outbox.open(small(folder), STATION, fixture.clock)) {
      for (SQLiteErrorCode code : SqliteFaults.CODES) {
        faults.fail("INSERT INTO decision", SQLiteErrorCode.SQLITE_READONLY, 1);
        faults.failRollBack(code);
        attempt(
            new ArrayList<>(), () -> outbox.frames().suppressed(fixture.seen(position++), "again"));
        faults.mend();
        assertThat(work(outbox)).as("after %s at ROLLBACK", code).isEmpty();
      }
    }
  }

  @Test
  void a_commit_of_which_nobody_knows_whether_it_went_through_counts_every_frame_once() {
    try (SqliteFaults faults = SqliteFaults.on(small(folder).file());
        Outbox outbox = Outbox.open(small(folder), STATION, fixture.clock)) {
      for (int i = 0; i < 12; i++) {
        faults.failAfterwards("COMMIT", SQLiteErrorCode.SQLITE_IOERR, 1);
        switch (i % 4) {
          case 0 ->
              assertThat(
                      outbox
                          .frames()
                          .escalate(
                              fixture.seen(i),
                              fixture.escalation(2_000, 0),
                              Priority.BAND,
                              Optional.empty()))
                  .isInstanceOf(StoreOutcome.Stored.class);
          case 1 ->
              outbox
                  .frames()
                  .confident(
                      fixture.seen(i),
                      new Verdict.Pass(),
                      Optional.of(new Intent(fixture.ids.next(), "accept", "local")));
          case 2 -> outbox.frames().suppressed(fixture.seen(i), "again");
          default ->
              assertThat(
                      outbox.actuations().intend(new Intent(fixture.ids.next(), "hold", "verdict")))
                  .as("its own first run is no earlier signal")
                  .isTrue();
        }
      }
      assertThat(outbox.counters().of(DurableCounters.Name.FRAMES)).isEqualTo(9);
      assertThat(outbox.counters().of(DurableCounters.Name.ESCALATED)).isEqualTo(3);
      assertThat(outbox.queue().waiting().queued()).isEqualTo(3);
    }
  }
}
