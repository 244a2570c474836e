package dev.andon.edge.outbox;

import static dev.andon.edge.outbox.OutboxFixture.NOON;
import static dev.andon.edge.outbox.OutboxFixture.STATION;
import static dev.andon.edge.outbox.OutboxFixture.small;
import static dev.andon.edge.outbox.OutboxFixture.stored;
import static dev.andon.edge.outbox.OutboxFixture.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.edge.capture.Cursor;
import dev.andon.wire.Comparison;
import dev.andon.wire.Escalation;
import dev.andon.wire.Lane;
import dev.andon.wire.Meta;
import dev.andon.wire.Receipt;
import dev.andon.wire.Stamp;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
  private final OutboxFixture fixture = new OutboxFixture();
  private @TempDir Path folder;
  private Outbox outbox;

  @BeforeEach
  void open() {
    outbox = Outbox.open(small(folder), STATION, fixture.clock);
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  private void reopen() {
    outbox.close();
    open();
  }

  private OutboxAudit.Row row(UUID id) {
    try (OutboxAudit audit = OutboxAudit.open(small(folder).file())) {
      return audit.row(id).orElseThrow();
    }
  }

  @Test
  void an_escalation_survives_a_restart_and_comes_out_byte_for_byte() {
    Escalation escalation = fixture.escalation(5_000, 0);
    outbox.frames().escalate(fixture.seen(3), escalation, Priority.BAND, Optional.empty());
    reopen();

    SendQueue.Outgoing out = outbox.queue().take(Lane.LIVE).orElseThrow();

    assertThat(out.escalation().id()).isEqualTo(escalation.id());
    assertThat(out.escalation().image().bytes()).isEqualTo(escalation.image().bytes());
    assertThat(out.escalation().image().intact()).isTrue();
    assertThat(out.deadlineNanos()).isEqualTo(2_000_000_000L);
  }

  @Test
  void a_good_part_survives_a_restart_beside_its_picture_and_counts_towards_the_bytes() {
    Escalation escalation = fixture.compared(5_000, 40_000);
    outbox.frames().escalate(fixture.seen(3), escalation, Priority.BAND, Optional.empty());
    assertThat(outbox.queue().waiting().bytes()).isBetween(45_000L, 46_000L);
    reopen();
    assertThat(outbox.queue().take(Lane.LIVE).orElseThrow().escalation().comparison())
        .isInstanceOfSatisfying(
            Comparison.Shown.class,
            shown -> {
              assertThat(shown.picture().bytes().length).isEqualTo(40_000);
              assertThat(shown.picture().intact()).isTrue();
            });
  }

  @Test
  void a_good_part_never_costs_another_escalation_its_picture() {
    for (int i = 0; i < 6; i++) {
      fixture.stored(outbox, 150_000);
    }
    Escalation escalation = fixture.compared(60_000, 100_000);
    assertThat(
            outbox.frames().escalate(fixture.seen(9), escalation, Priority.BAND, Optional.empty()))
        .isEqualTo(new StoreOutcome.Stored(List.of()));
    assertThat(outbox.queue().waiting().bytes()).isBetween(960_000L, 1L << 20);
    for (int i = 0; i < 6; i++) {
      outbox.queue().take(Lane.LIVE);
    }
    SendQueue.Outgoing out = outbox.queue().take(Lane.LIVE).orElseThrow();
    assertThat(out.escalation().comparison()).isEqualTo(Comparison.NONE);
    assertThat(out.escalation().image().intact()).isTrue();
  }

  @Test
  void a_message_above_the_whole_outbox_is_kept_without_its_good_part() {
    Escalation escalation = fixture.compared(900_000, 200_000);
    assertThat(
            outbox.frames().escalate(fixture.seen(1), escalation, Priority.BAND, Optional.empty()))
        .isEqualTo(new StoreOutcome.Stored(List.of()));
    assertThat(outbox.queue().take(Lane.LIVE).orElseThrow().escalation().comparison())
        .isEqualTo(Comparison.NONE);
  }

  @Test
  void the_capture_place_moves_with_every_kind_of_frame() {
    outbox
        .frames()
        .escalate(fixture.seen(1), fixture.escalation(100, 0), Priority.BAND, Optional.empty());
    assertThat(outbox.frames().place("line")).contains(new Cursor("video.mp4", 1));
    outbox.frames().confident(fixture.seen(2), new Verdict.Pass(), Optional.empty());
    assertThat(outbox.frames().place("line")).contains(new Cursor("video.mp4", 2));
    outbox.frames().suppressed(fixture.seen(3), "again");
    assertThat(outbox.frames().place("line")).contains(new Cursor("video.mp4", 3));
    outbox.frames().withheld(fixture.seen(4), "too many", Optional.empty());
    assertThat(outbox.frames().place("line")).contains(new Cursor("video.mp4", 4));
    outbox.frames().skipped("line", new Cursor("video.mp4", 5), NOON, "torn");
    assertThat(outbox.frames().place("line")).contains(new Cursor("video.mp4", 5));
    assertThat(outbox.frames().place("another")).isEmpty();

    DurableCounters counters = outbox.counters();
    assertThat(counters.of(DurableCounters.Name.FRAMES)).isEqualTo(4);
    assertThat(counters.of(DurableCounters.Name.SKIPPED)).isEqualTo(1);
    assertThat(outbox.frames().lastSequence()).isEqualTo(1);
  }

  @Test
  void a_row_leaves_only_on_the_hubs_receipt() {
    UUID id = fixture.stored(outbox, 1_000);
    assertThat(outbox.queue().take(Lane.LIVE)).isPresent();
    assertThat(row(id).state()).isEqualTo(RowState.SENT);
    assertThat(row(id).pictureKept()).isTrue();

    outbox.queue().receipt(stored(id));

    assertThat(row(id).state()).isEqualTo(RowState.RECEIPTED);
    assertThat(row(id).pictureKept()).isFalse();
    outbox.queue().receipt(stored(id));
    assertThat(outbox.counters().of(DurableCounters.Name.RECEIPTED)).isEqualTo(1);
  }

  @Test
  void what_was_sent_when_the_link_went_is_sent_again() {
    UUID id = fixture.stored(outbox, 1_000);
    assertThat(outbox.queue().take(Lane.LIVE)).isPresent();
    assertThat(outbox.queue().take(Lane.LIVE)).isEmpty();

    assertThat(outbox.queue().requeueAll()).isEqualTo(1);

    SendQueue.Outgoing again = outbox.queue().take(Lane.LIVE).orElseThrow();
    assertThat(again.escalation().id()).isEqualTo(id);
    assertThat(again.sends()).isEqualTo(2);
  }

  @Test
  void a_live_row_goes_to_the_replay_lane_once_its_deadline_has_passed() {
    fixture.stored(outbox, 1_000);
    assertThat(outbox.queue().demote(OutboxFixture.BOOT, 1_999_999_999L)).isZero();
    assertThat(outbox.queue().demote(OutboxFixture.BOOT, 2_000_000_000L)).isEqualTo(1);
    assertThat(outbox.queue().take(Lane.LIVE)).isEmpty();

    UUID id = outbox.queue().take(Lane.REPLAY).orElseThrow().escalation().id();
    outbox.queue().receipt(stored(id));

    assertThat(outbox.counters().of(DurableCounters.Name.REPLAYED)).isEqualTo(1);
  }

  @Test
  void rows_of_an_earlier_boot_have_no_deadline_left() {
    fixture.stored(outbox, 1_000);
    assertThat(outbox.queue().demote(new UUID(9, 9), 0)).isEqualTo(1);
  }

  @Test
  void a_deferred_row_waits_until_its_time_even_if_the_clock_goes_back() {
    UUID id = fixture.stored(outbox, 1_000);
    assertThat(outbox.queue().take(Lane.LIVE)).isPresent();
    outbox.queue().receipt(new Receipt(id, new Receipt.Deferred("budget", "spent", 60_000)));
    assertThat(outbox.queue().take(Lane.LIVE)).isEmpty();
    fixture.clock.move(59_999);
    assertThat(outbox.queue().take(Lane.LIVE)).isEmpty();
    fixture.clock.move(1);
    assertThat(outbox.queue().take(Lane.LIVE)).isPresent();

    outbox.queue().receipt(new Receipt(id, new Receipt.Deferred("budget", "spent", 60_000)));
    fixture.clock.move(-3_600_000);
    assertThat(outbox.queue().take(Lane.LIVE)).isPresent();
  }

  @Test
  void a_refused_row_stays_with_its_picture_and_can_be_sent_again_by_hand() {
    UUID id = fixture.stored(outbox, 1_000);
    assertThat(outbox.queue().take(Lane.LIVE)).isPresent();
    outbox.queue().receipt(new Receipt(id, new Receipt.Refused("key_expired", "vk expired")));

    assertThat(row(id).state()).isEqualTo(RowState.REFUSED);
    assertThat(row(id).reason()).isEqualTo("key_expired: vk expired");
    assertThat(outbox.queue().take(Lane.LIVE)).isEmpty();

    assertThat(outbox.queue().retryRefused(id)).isTrue();
    assertThat(outbox.queue().take(Lane.REPLAY)).isPresent();
  }

  @Test
  void a_full_outbox_gives_up_a_picture_and_keeps_its_row() {
    fixture.stored(outbox, 1_000);
    UUID second = fixture.stored(outbox, 1_000);
    for (int i = 0; i < 8; i++) {
      fixture.stored(outbox, 1_000);
    }
    Escalation eleventh = fixture.escalation(1_000, 0);

    StoreOutcome storing =
        outbox.frames().escalate(fixture.seen(11), eleventh, Priority.BAND, Optional.empty());

    assertThat(storing).isEqualTo(new StoreOutcome.Stored(List.of(second)));
    assertThat(row(second).state()).isEqualTo(RowState.EVICTED);
    assertThat(row(second).pictureKept()).isFalse();
    assertThat(outbox.counters().of(DurableCounters.Name.EVICTED)).isEqualTo(1);
    assertThat(outbox.queue().waiting().queued()).isEqualTo(10);
  }

  @Test
  void the_replay_lane_gives_up_pictures_before_the_live_lane() {
    UUID live = fixture.stored(outbox, 300_000);
    UUID old = fixture.stored(outbox, 300_000);
    fixture.stored(outbox, 300_000);
    outbox.queue().refuse(old, "oversize");
    fixture.stored(outbox, 300_000);

    assertThat(row(live).state()).isEqualTo(RowState.QUEUED);
    assertThat(row(old).state()).isEqualTo(RowState.REFUSED);
    assertThat(row(old).pictureKept()).isFalse();
    assertThat(outbox.counters().of(DurableCounters.Name.EVICTED)).isZero();
  }

  @Test
  void a_picture_above_the_whole_bound_is_counted_and_its_row_kept() {
    Escalation huge = fixture.escalation(2 << 20, 0);

    assertThat(outbox.frames().escalate(fixture.seen(1), huge, Priority.BAND, Optional.empty()))
        .isInstanceOf(StoreOutcome.WithoutPicture.class);
    assertThat(row(huge.id()).state()).isEqualTo(RowState.EVICTED);
  }

  @Test
  void a_verdict_is_stored_once_and_closes_the_escalation() {
    UUID id = fixture.stored(outbox, 1_000);
    outbox.queue().take(Lane.LIVE);

    assertThat(outbox.verdicts().store(verdict(id, new Verdict.Pass(), false)))
        .isEqualTo(VerdictInbox.Outcome.FRESH);
    assertThat(outbox.verdicts().store(verdict(id, new Verdict.Pass(), false)))
        .isEqualTo(VerdictInbox.Outcome.REPEATED);

    assertThat(row(id).state()).isEqualTo(RowState.DONE);
    assertThat(row(id).pictureKept()).isFalse();
    assertThat(outbox.verdicts().inTime(id).orElseThrow().verdict()).isEqualTo(new Verdict.Pass());
    assertThat(outbox.queue().waiting().nothing()).isTrue();
  }

  @Test
  void a_provisional_verdict_leaves_the_escalation_open_for_the_final_one() {
    UUID id = fixture.stored(outbox, 1_000);
    Verdict none = new Verdict.Inconclusive(Verdict.Reason.PROVIDER_UNREACHABLE);
    outbox.verdicts().store(verdict(id, none, true));
    assertThat(row(id).state()).isEqualTo(RowState.RECEIPTED);
    assertThat(outbox.queue().waiting().awaitingVerdict()).isEqualTo(1);

    outbox.verdicts().store(verdict(id, new Verdict.Pass(), false));

    assertThat(row(id).state()).isEqualTo(RowState.DONE);
  }

  @Test
  void a_persons_correction_is_stored_beside_the_verdict_and_the_newest_one_stays() {
    UUID id = fixture.stored(outbox, 1_000);
    VerdictMessage pass = verdict(id, new Verdict.Pass(), false);
    VerdictMessage defect = person(verdict(id, new Verdict.Defect(List.of()), false));
    VerdictMessage again = person(pass);

    assertThat(outbox.verdicts().store(pass)).isEqualTo(VerdictInbox.Outcome.FRESH);
    assertThat(outbox.verdicts().store(defect)).isEqualTo(VerdictInbox.Outcome.CORRECTED);
    assertThat(outbox.verdicts().store(defect)).isEqualTo(VerdictInbox.Outcome.REPEATED);
    assertThat(outbox.verdicts().store(again)).isEqualTo(VerdictInbox.Outcome.CORRECTED);
    assertThat(outbox.verdicts().store(pass)).isEqualTo(VerdictInbox.Outcome.REPEATED);

    assertThat(outbox.counters().of(DurableCounters.Name.VERDICTS)).isEqualTo(1);
    assertThat(outbox.verdicts().inTime(id)).as("a correction decides no part").contains(pass);
  }

  @Test
  void a_persons_first_word_is_a_verdict_like_any_other() {
    UUID id = fixture.stored(outbox, 1_000);
    VerdictMessage defect = person(verdict(id, new Verdict.Defect(List.of()), false));

    assertThat(outbox.verdicts().store(defect)).isEqualTo(VerdictInbox.Outcome.FRESH);
    assertThat(outbox.verdicts().store(defect)).isEqualTo(VerdictInbox.Outcome.REPEATED);
    assertThat(outbox.verdicts().inTime(id)).contains(defect);
  }

  private static VerdictMessage person(VerdictMessage said) {
    return new VerdictMessage(
        said.escalationId(),
        said.verdict(),
        false,
        false,
        VerdictMessage.AnsweredBy.OPERATOR,
        "",
        0,
        said.currency(),
        said.requestId(),
        said.decidedAt());
  }

  @Test
  void a_verdict_beats_an_eviction() {
    UUID first = fixture.stored(outbox, 600_000);
    outbox.queue().take(Lane.LIVE);
    fixture.stored(outbox, 600_000);
    assertThat(row(first).state()).isEqualTo(RowState.EVICTED);

    outbox.verdicts().store(verdict(first, new Verdict.Pass(), false));

    assertThat(row(first).state()).isEqualTo(RowState.DONE);
  }

  @Test
  void a_verdict_on_an_unknown_id_is_counted_and_not_kept() {
    assertThat(outbox.verdicts().store(verdict(new UUID(5, 5), new Verdict.Pass(), false)))
        .isEqualTo(VerdictInbox.Outcome.STRANGER);
    assertThat(outbox.verdicts().inTime(new UUID(5, 5))).isEmpty();
    assertThat(outbox.counters().of(DurableCounters.Name.STRANGERS)).isEqualTo(1);
  }

  @Test
  void an_actuation_is_intended_once_also_across_restarts() {
    Intent intent = new Intent(new UUID(1, 2), "reject", "verdict");
    assertThat(outbox.actuations().intend(intent)).isTrue();
    reopen();
    assertThat(outbox.actuations().intend(intent)).isFalse();
    assertThat(outbox.actuations().intendAfterTimeout(intent, "hold")).isFalse();
    assertThat(outbox.counters().of(DurableCounters.Name.TIMED_OUT)).isZero();
  }

  @Test
  void an_actuation_that_a_crash_cut_short_is_unknown_and_never_repeated() {
    UUID id = fixture.stored(outbox, 100);
    outbox.actuations().intend(new Intent(id, "reject", "verdict"));
    reopen();
    assertThat(row(id).actuation()).contains("reject verdict unknown");
    outbox.actuations().finished(id, true, "");
    assertThat(row(id).actuation()).contains("reject verdict unknown");
  }

  @Test
  void a_batch_of_events_keeps_its_id_until_the_hub_has_it() {
    Stamp now = new Stamp(OutboxFixture.BOOT, NOON, 5);
    outbox.frames().confident(fixture.seen(1), new Verdict.Pass(), Optional.empty());
    Meta first = outbox.events().batch(fixture.ids::next, now).orElseThrow();
    outbox.frames().confident(fixture.seen(2), new Verdict.Pass(), Optional.empty());
    reopen();

    Meta again = outbox.events().batch(fixture.ids::next, now).orElseThrow();
    assertThat(again).isEqualTo(first);
    assertThat(again.events()).hasSize(1);

    outbox.events().delivered(first.id());
    Meta second = outbox.events().batch(fixture.ids::next, now).orElseThrow();
    assertThat(second.id()).isNotEqualTo(first.id());
    outbox.events().delivered(second.id());
    assertThat(outbox.events().batch(fixture.ids::next, now)).isEmpty();
  }

  @Test
  void closed_history_is_bounded() {
    outbox.close();
    outbox =
        Outbox.open(
            new OutboxSettings(
                small(folder).file(), 10, 1 << 20, 100, OutboxSettings.FreeRoom.DEFAULT),
            STATION,
            fixture.clock);
    for (int i = 0; i < 250; i++) {
      UUID id = fixture.stored(outbox, 10);
      outbox.queue().take(Lane.LIVE);
      outbox.verdicts().store(verdict(id, new Verdict.Pass(), false));
    }
    try (OutboxAudit audit = OutboxAudit.open(small(folder).file())) {
      assertThat(audit.rows()).hasSizeBetween(100, 249);
      assertThat(audit.counters().of(DurableCounters.Name.VERDICTS)).isEqualTo(250);
    }
  }

  @Test
  void a_second_agent_on_the_same_file_is_told_so() {
    assertThatThrownBy(() -> Outbox.open(small(folder), STATION, fixture.clock))
        .isInstanceOf(OutboxException.class)
        .hasMessageContaining("is used by another agent");
  }

  @Test
  void an_unreadable_message_is_kept_and_counted() {
    outbox.unread().keep("andon/v1/x", new byte[] {1, 2}, "UNKNOWN_VERSION");
    assertThat(outbox.counters().of(DurableCounters.Name.UNREAD)).isEqualTo(1);
  }
}
