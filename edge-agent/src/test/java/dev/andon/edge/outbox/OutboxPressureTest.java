package dev.andon.edge.outbox;

import static dev.andon.edge.outbox.OutboxFixture.NOON;
import static dev.andon.edge.outbox.OutboxFixture.STATION;
import static dev.andon.edge.outbox.OutboxFixture.stored;
import static dev.andon.edge.outbox.OutboxFixture.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.wire.Escalation;
import dev.andon.wire.Lane;
import dev.andon.wire.Meta;
import dev.andon.wire.Receipt;
import dev.andon.wire.Stamp;
import dev.andon.wire.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

/** Which pictures stay where there is no room for all. */
@SuppressWarnings("NullAway.Init") // each test opens its own
class OutboxPressureTest {
  private static final Duration OUTAGE = Duration.ofHours(10);

  private final OutboxFixture fixture = new OutboxFixture();
  private @TempDir(factory = InMemory.class) Path folder;
  private Outbox outbox;

  private void open(int maxRows, long maxBytes, long keepAnswered) {
    outbox =
        Outbox.open(
            new OutboxSettings(
                folder.resolve("outbox.db"),
                maxRows,
                maxBytes,
                100_000,
                keepAnswered,
                new OutboxSettings.FreeRoom(0, 0)),
            STATION,
            fixture.clock);
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  private UUID store(Priority priority, int bytes) {
    Escalation escalation = fixture.escalation(bytes, 0);
    assertThat(offer(escalation, priority)).isInstanceOf(StoreOutcome.Stored.class);
    return escalation.id();
  }

  private StoreOutcome offer(Escalation escalation, Priority priority) {
    return outbox
        .frames()
        .escalate(
            fixture.seen(escalation.sequence()),
            escalation,
            priority,
            Optional.of(fixture.open(escalation)));
  }

  private List<OutboxAudit.Row> rows() {
    try (OutboxAudit audit = OutboxAudit.open(folder.resolve("outbox.db"))) {
      return audit.rows();
    }
  }

  private OutboxAudit.Row row(UUID id) {
    return rows().stream().filter(row -> row.id().equals(id)).findFirst().orElseThrow();
  }

  private List<Instant> kept() {
    return rows().stream()
        .filter(OutboxAudit.Row::pictureKept)
        .map(OutboxAudit.Row::capturedAt)
        .sorted()
        .toList();
  }

  private static Duration longestGap(List<Instant> times) {
    Duration longest = Duration.ZERO;
    for (int i = 1; i < times.size(); i++) {
      Duration gap = Duration.between(times.get(i - 1), times.get(i));
      longest = gap.compareTo(longest) > 0 ? gap : longest;
    }
    return longest;
  }

  @Test
  void what_is_kept_of_an_outage_of_ten_hours_covers_all_ten_evenly() {
    open(60, 1 << 30, 0);
    for (int i = 0; i < 1_000; i++) {
      store(Priority.BAND, 100);
      fixture.clock.move(OUTAGE.toMillis() / 1_000);
    }
    List<Instant> kept = kept();
    assertThat(kept).hasSize(60);
    assertThat(kept.getFirst()).isEqualTo(NOON);
    assertThat(kept.getLast()).isAfter(NOON.plus(OUTAGE).minusSeconds(60));
    assertThat(longestGap(kept)).isLessThan(OUTAGE.dividedBy(60).multipliedBy(5).dividedBy(2));
    assertThat(rows()).hasSize(1_000);
  }

  @Test
  void a_burst_thins_itself_before_it_costs_a_quiet_hour() {
    open(50, 1 << 30, 0);
    for (int i = 0; i < 40; i++) {
      store(Priority.BAND, 100);
      fixture.clock.move(60_000);
    }
    Instant burst = fixture.clock.instant();
    for (int i = 0; i < 200; i++) {
      store(Priority.BAND, 100);
      fixture.clock.move(100);
    }
    assertThat(kept()).filteredOn(at -> at.isBefore(burst)).hasSize(40);
  }

  @Test
  void frames_of_a_clock_that_was_set_back_are_thinned_like_all_others() {
    open(20, 1 << 30, 0);
    for (int i = 0; i < 60; i++) {
      store(Priority.BAND, 100);
      fixture.clock.move(i == 30 ? -Duration.ofDays(1).toMillis() : 10_000);
    }
    assertThat(kept()).hasSize(20);
    assertThat(kept()).filteredOn(at -> at.isBefore(NOON)).hasSizeBetween(8, 12);
  }

  @Test
  void samples_go_first_and_what_is_likely_a_defect_last() {
    open(30, 1 << 30, 0);
    for (int i = 0; i < 30; i++) {
      store(List.of(Priority.SAMPLE, Priority.BAND, Priority.SUSPECT).get(i % 3), 100);
      fixture.clock.move(1_000);
    }
    for (int i = 0; i < 10; i++) {
      store(Priority.SUSPECT, 100);
      fixture.clock.move(1_000);
    }
    assertThat(outbox.counters().evictions())
        .isEqualTo(Map.of(new Evicted(Priority.SAMPLE, Evicted.Why.ROWS), 10L));
    for (int i = 0; i < 5; i++) {
      store(Priority.BAND, 100);
      fixture.clock.move(1_000);
    }
    assertThat(outbox.counters().evictions())
        .isEqualTo(
            Map.of(
                new Evicted(Priority.SAMPLE, Evicted.Why.ROWS), 10L,
                new Evicted(Priority.BAND, Evicted.Why.ROWS), 5L));
    assertThat(outbox.counters().of(DurableCounters.Name.EVICTED)).isEqualTo(15);
  }

  @Test
  void a_class_that_is_likelier_than_not_makes_a_suspect() {
    open(1, 1 << 20, 0);
    assertThat(Priority.of(fixture.scored(100, 0.49f))).isEqualTo(Priority.BAND);
    assertThat(Priority.of(fixture.scored(100, 0.5f))).isEqualTo(Priority.SUSPECT);
    assertThat(Priority.of(fixture.escalation(100, 0))).isEqualTo(Priority.BAND);
  }

  @Test
  void a_picture_worth_less_than_all_that_is_kept_costs_none_of_them_theirs_and_keeps_its_row() {
    open(10, 1 << 30, 0);
    for (int i = 0; i < 10; i++) {
      store(Priority.SUSPECT, 100);
    }
    Escalation doubtful = fixture.escalation(100, 0);

    assertThat(offer(doubtful, Priority.BAND)).isInstanceOf(StoreOutcome.WithoutPicture.class);

    assertThat(kept()).hasSize(10);
    OutboxAudit.Row row = row(doubtful.id());
    assertThat(row.state()).isEqualTo(RowState.EVICTED);
    assertThat(row.partId()).isEqualTo(doubtful.partId());
    assertThat(row.reason()).startsWith("evicted: rows");
    assertThat(outbox.undecided()).extracting(Undecided::id).contains(doubtful.id());
    assertThat(outbox.counters().of(DurableCounters.Name.UNSTORABLE)).isEqualTo(1);
  }

  @Test
  void a_large_picture_that_the_lower_ones_cannot_make_room_for_evicts_none_of_them() {
    open(100, 1 << 20, 0);
    UUID sample = store(Priority.SAMPLE, 100_000);
    for (int i = 0; i < 3; i++) {
      store(Priority.SUSPECT, 300_000);
    }
    assertThat(row(sample).state()).isEqualTo(RowState.QUEUED);
    assertThat(offer(fixture.escalation(400_000, 0), Priority.BAND))
        .isInstanceOf(StoreOutcome.WithoutPicture.class);
    assertThat(row(sample).pictureKept()).isTrue();
    assertThat(outbox.counters().evictions())
        .isEqualTo(Map.of(new Evicted(Priority.BAND, Evicted.Why.BYTES), 1L));
  }

  @Test
  void the_hub_is_told_of_each_eviction_and_its_reason() {
    open(1, 1 << 30, 0);
    UUID first = store(Priority.BAND, 100);
    store(Priority.BAND, 100);
    Meta told =
        outbox
            .events()
            .batch(fixture.ids::next, new Stamp(OutboxFixture.BOOT, NOON, 5))
            .orElseThrow();
    assertThat(told.events()).containsExactly(new Meta.Evicted(NOON, first, "rows"));
    assertThat(row(first).reason()).isEqualTo("evicted: rows");
  }

  @Test
  void audits_stop_at_the_bound_of_rows_too() {
    open(3, 1 << 30, 0);
    for (int i = 0; i < 3; i++) {
      assertThat(outbox.frames().audit(fixture.escalation(100, 0))).isTrue();
    }
    assertThat(outbox.frames().audit(fixture.escalation(100, 0))).isFalse();
    store(Priority.BAND, 100);
    assertThat(outbox.counters().evictions())
        .isEqualTo(Map.of(new Evicted(Priority.SAMPLE, Evicted.Why.ROWS), 1L));
  }

  @Test
  void what_is_on_its_way_goes_after_what_waits_and_before_what_is_worth_more() {
    open(4, 1 << 30, 0);
    UUID sent = store(Priority.BAND, 100);
    outbox.queue().take(Lane.LIVE);
    UUID waits = store(Priority.BAND, 100);
    store(Priority.SUSPECT, 100);
    store(Priority.SUSPECT, 100);
    store(Priority.SUSPECT, 100);
    assertThat(row(waits).state()).isEqualTo(RowState.EVICTED);
    assertThat(row(sent).state()).isEqualTo(RowState.SENT);
    store(Priority.SUSPECT, 100);
    assertThat(row(sent).state()).isEqualTo(RowState.EVICTED);
  }

  @Test
  void pictures_that_the_hub_has_stay_within_their_own_bound_the_newest_of_them() {
    open(100, 1 << 30, 100_000);
    for (int i = 0; i < 20; i++) {
      UUID id = store(Priority.BAND, 10_000);
      outbox.queue().take(Lane.LIVE);
      if (i % 2 == 0) {
        outbox.queue().receipt(stored(id));
      }
      outbox.verdicts().store(verdict(id, new Verdict.Pass(), false));
    }
    List<OutboxAudit.Row> kept = rows().stream().filter(OutboxAudit.Row::pictureKept).toList();
    assertThat(kept).hasSizeBetween(8, 9);
    assertThat(kept.getLast().sequence()).isEqualTo(20);
    assertThat(kept).allMatch(row -> row.state() == RowState.DONE);
    assertThat(outbox.queue().waiting().bytes()).isZero();
  }

  @Test
  void after_a_restart_with_a_smaller_bound_the_pictures_that_the_hub_has_shrink_to_it() {
    open(100, 1 << 30, 100_000);
    answer(8);
    close();
    open(100, 1 << 30, 30_000);
    answer(1);
    assertThat(rows()).filteredOn(OutboxAudit.Row::pictureKept).hasSize(2);
    close();
    open(100, 1 << 30, 0);
    answer(1);
    assertThat(rows()).filteredOn(OutboxAudit.Row::pictureKept).isEmpty();
  }

  private void answer(int times) {
    for (int i = 0; i < times; i++) {
      UUID id = store(Priority.BAND, 10_000);
      outbox.queue().take(Lane.LIVE);
      outbox.queue().receipt(stored(id));
    }
  }

  @Test
  void on_a_full_disk_pictures_that_the_hub_has_make_room_and_the_new_one_is_kept() {
    try (SqliteFaults disk = SqliteFaults.on(folder.resolve("outbox.db"))) {
      open(1_000, 1 << 30, 1 << 30);
      for (int i = 0; i < 5; i++) {
        UUID id = store(Priority.BAND, 20_000);
        assertThat(outbox.queue().take(Lane.LIVE)).isPresent();
        outbox.queue().receipt(new Receipt(id, new Receipt.Stored(false), Optional.empty()));
      }
      Escalation next = fixture.escalation(20_000, 0);
      // The second one is the try after the reserve was given up.
      disk.fail("INSERT INTO escalation", SQLiteErrorCode.SQLITE_FULL, 2);
      assertThat(offer(next, Priority.BAND)).isInstanceOf(StoreOutcome.Stored.class);
      assertThat(disk.armed()).isFalse();
      assertThat(row(next.id()).pictureKept()).isTrue();
    }
  }
}
