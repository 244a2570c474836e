package dev.andon.edge.outbox;

import static dev.andon.edge.outbox.OutboxFixture.STATION;
import static dev.andon.edge.outbox.OutboxFixture.small;
import static dev.andon.edge.outbox.OutboxFixture.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Cursor;
import dev.andon.wire.Escalation;
import dev.andon.wire.Lane;
import dev.andon.wire.Verdict;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an outbox remembers of the parts that were asked about and not decided. */
class UndecidedPartsTest {
  private final OutboxFixture fixture = new OutboxFixture();
  private @TempDir(factory = InMemory.class) Path folder;
  private Outbox outbox;

  @BeforeEach
  void open() {
    outbox = Outbox.open(small(folder), STATION, fixture.clock);
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  private List<UUID> undecided() {
    return outbox.undecided().stream().map(Undecided::id).toList();
  }

  private void sql(String... statements) {
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + small(folder).file())) {
      for (String statement : statements) {
        Sql.run(connection, statement);
      }
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void a_part_is_undecided_from_its_escalation_to_its_intent_across_restarts() {
    Escalation waits = fixture.escalation(100, 0);
    Undecided part = fixture.open(waits);
    outbox.frames().escalate(fixture.seen(1), waits, Priority.BAND, Optional.of(part));
    UUID answered = fixture.stored(outbox, 100);
    assertThat(undecided()).containsExactly(waits.id(), answered);

    outbox.actuations().intend(new Intent(answered, "accept", "verdict"));
    close();
    open();

    assertThat(outbox.undecided()).containsExactly(part);
  }

  @Test
  void a_part_whose_deadline_passed_before_its_escalation_was_stored_is_decided() {
    Escalation escalation = fixture.escalation(100, 0);
    outbox.actuations().intendAfterTimeout(new Intent(escalation.id(), "hold", "timeout"), "hold");
    outbox
        .frames()
        .escalate(
            fixture.seen(1), escalation, Priority.BAND, Optional.of(fixture.open(escalation)));
    assertThat(undecided()).isEmpty();
  }

  @Test
  void a_part_that_was_told_before_its_escalation_was_stored_is_decided() {
    outbox
        .frames()
        .escalate(fixture.seen(1), fixture.escalation(100, 0), Priority.BAND, Optional.empty());
    assertThat(undecided()).isEmpty();
  }

  @Test
  void a_part_whose_picture_has_no_room_is_undecided_until_its_intent() {
    Escalation huge = fixture.escalation(2 << 20, 0);
    assertThat(
            outbox
                .frames()
                .escalate(fixture.seen(1), huge, Priority.BAND, Optional.of(fixture.open(huge))))
        .isInstanceOf(StoreOutcome.WithoutPicture.class);
    assertThat(undecided()).containsExactly(huge.id());
    outbox.actuations().intend(new Intent(huge.id(), "hold", "no_room"));
    assertThat(undecided()).isEmpty();
  }

  @Test
  void a_part_stays_decided_when_its_intent_is_trimmed_from_the_history() {
    UUID first = fixture.stored(outbox, 100);
    outbox.actuations().intend(new Intent(first, "hold", "timeout"));
    sql("DELETE FROM actuation");
    close();
    open();
    assertThat(undecided()).isEmpty();
    assertThat(outbox.counters().of(DurableCounters.Name.ACTUATIONS_UNKNOWN)).isZero();
  }

  @Test
  void an_intent_that_only_the_side_journal_has_is_unknown_and_its_part_is_decided() {
    UUID id = fixture.stored(outbox, 100);
    UUID other = fixture.stored(outbox, 100);
    outbox.actuations().intend(new Intent(id, "accept", "verdict"));
    close();
    sql(
        "DELETE FROM actuation",
        "INSERT INTO undecided VALUES ('" + id + "', 0, 0, 'hold', 'part-1', 'a', 'top')");
    open();
    assertThat(undecided()).containsExactly(other);
    assertThat(outbox.counters().of(DurableCounters.Name.ACTUATIONS_UNKNOWN)).isOne();
    assertThat(outbox.actuations().intend(new Intent(id, "hold", "again"))).isFalse();
  }

  @Test
  void a_row_that_cannot_be_read_does_not_hide_the_others() {
    UUID id = fixture.stored(outbox, 100);
    sql(
        "INSERT INTO undecided VALUES ('no id', 0, 0, 'hold', 'p', 'a', 'top')",
        "INSERT INTO undecided VALUES ('" + new UUID(1, 1) + "', 9, 3, 'hold', 'p', 'a', 'top')");
    assertThat(undecided()).containsExactly(id);
  }

  @Test
  void the_verdict_in_time_is_the_final_one_and_what_cannot_be_read_is_none() {
    UUID id = fixture.stored(outbox, 100);
    Verdict none = new Verdict.Inconclusive(Verdict.Reason.PROVIDER_UNREACHABLE);
    outbox.verdicts().store(verdict(id, none, true));
    outbox.verdicts().store(verdict(id, new Verdict.Pass(), false));
    assertThat(outbox.verdicts().inTime(id).orElseThrow().provisional()).isFalse();

    sql("UPDATE verdict SET message = x'00' WHERE provisional = 0");
    assertThat(outbox.verdicts().inTime(id).orElseThrow().provisional()).isTrue();
    sql("UPDATE verdict SET message = x'00'");
    assertThat(outbox.verdicts().inTime(id)).isEmpty();
    sql("UPDATE verdict SET late = 1");
    assertThat(outbox.verdicts().inTime(id)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void a_file_of_an_earlier_version_keeps_what_it_has_and_gets_the_table(int version) {
    UUID waiting = fixture.stored(outbox, 100);
    UUID told = fixture.stored(outbox, 100);
    outbox.actuations().intend(new Intent(told, "hold", "timeout"));
    close();
    sql(OutboxFixture.beforePriorities().toArray(String[]::new));
    sql("DROP TABLE done_file", "ALTER TABLE place DROP COLUMN ordered");
    sql("DROP TABLE undecided", "PRAGMA user_version = " + version);
    if (version == 1) {
      sql("DROP TABLE unlogged", "ALTER TABLE place DROP COLUMN step");
    }
    open();

    assertThat(outbox.counters().of(DurableCounters.Name.ESCALATED)).isEqualTo(2);
    assertThat(outbox.frames().place("line")).contains(new Cursor("video.mp4", 2));
    assertThat(outbox.queue().take(Lane.LIVE).map(out -> out.escalation().id())).contains(waiting);
    assertThat(outbox.actuations().intend(new Intent(told, "hold", "again"))).isFalse();
    UUID fresh = fixture.stored(outbox, 100);
    assertThat(undecided()).contains(fresh);
  }

  @Test
  void names_too_long_for_a_slot_of_the_side_journal_cost_it_the_part_and_not_the_place() {
    Path file = folder.resolve("other.db");
    Escalation escalation = fixture.escalation(10, 0);
    Undecided part = fixture.open(escalation);
    Undecided longer =
        new Undecided(
            part.id(),
            "\u6f22".repeat(256),
            "\u6f22".repeat(256),
            "\u6f22".repeat(256),
            part.begun(),
            part.due(),
            "hold");
    try (SideJournal side = new SideJournal(file)) {
      assertThat(side.note(asked(1, part.id()), part)).isTrue();
      assertThat(side.note(asked(2, part.id()), longer)).isTrue();
      assertThat(side.note(asked(3, part.id()))).isTrue();
    }
    try (SideJournal side = new SideJournal(file)) {
      assertThat(side.entries())
          .extracting(entry -> Optional.ofNullable(entry.open()))
          .containsExactly(Optional.of(part), Optional.empty(), Optional.empty());
      assertThat(side.places()).extracting(SideJournal.Entry::step).containsExactly(3L);
    }
  }

  private SideJournal.Note asked(long step, UUID id) {
    return new SideJournal.Note(
        SideJournal.Kind.PLACE, step, fixture.seen(step), id, Optional.empty(), step, Gap.NONE);
  }
}
