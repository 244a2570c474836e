package dev.andon.sandbox.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.sandbox.audit.OutboxRow.Standing;
import dev.andon.sandbox.truth.SceneTruth;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import dev.andon.wire.VerdictMessage.AnsweredBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditorTest {

  private static final Verdict PASS = new Verdict.Pass();
  private static final Verdict DEFECT = new Verdict.Defect(List.of());

  private final CaptureJournal journal = new CaptureJournal();
  private final List<OutboxRow> outboxes = new ArrayList<>();
  private final Set<UUID> quarantined = new HashSet<>();
  private final List<HubRow> hub = new ArrayList<>();
  private final Map<String, Long> answers = new HashMap<>();
  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void an_escalation_with_its_verdict_is_where_it_should_be() {
    UUID id = capture(SceneTruth.pass());
    outboxes.add(new OutboxRow(id, Standing.DONE, false, true));
    hub.add(new HubRow(id, Optional.of(verdict(id, PASS, AnsweredBy.PROVIDER, false))));

    Audit audit = audit();

    assertThat(audit.clean()).isTrue();
    assertThat(audit.verdicts()).isEqualTo(1);
    assertThat(audit.score().correct()).isEqualTo(1);
  }

  @Test
  void what_a_station_gave_away_and_the_hub_does_not_have_is_lost() {
    UUID id = capture(SceneTruth.pass());
    outboxes.add(new OutboxRow(id, Standing.HANDED_OVER, false, false));

    assertThat(audit().lost()).containsExactly(id);
    assertThat(audit().clean()).isFalse();
  }

  @Test
  void what_nobody_knows_any_more_is_lost_unless_it_lies_in_quarantine() {
    UUID gone = capture(SceneTruth.pass());
    UUID aside = capture(SceneTruth.pass());
    quarantined.add(aside);

    assertThat(audit().lost()).containsExactly(gone);
    assertThat(audit().quarantined()).isEqualTo(1);
  }

  @Test
  void a_row_that_waits_without_its_picture_is_lost() {
    UUID id = capture(SceneTruth.pass());
    outboxes.add(new OutboxRow(id, Standing.WAITING, false, false));

    assertThat(audit().lost()).containsExactly(id);
  }

  @Test
  void a_provisional_verdict_is_still_queued() {
    UUID id = capture(SceneTruth.pass());
    outboxes.add(new OutboxRow(id, Standing.HANDED_OVER, false, false));
    Verdict none = new Verdict.Inconclusive(Verdict.Reason.PROVIDER_UNREACHABLE);
    hub.add(new HubRow(id, Optional.of(verdict(id, none, AnsweredBy.NOBODY, true))));

    assertThat(audit().queued()).isEqualTo(1);
    assertThat(audit().verdicts()).isZero();
    assertThat(audit().clean()).isTrue();
  }

  @Test
  void two_answers_for_one_picture_are_a_double_charge_and_for_two_escalations_they_are_not() {
    UUID once = capture(SceneTruth.pass());
    decide(once, PASS);
    answers.put(once.toString(), 3L);
    assertThat(audit().duplicatesCharged()).isEqualTo(2);

    answers.clear();
    UUID twin = new UUID(7, 7);
    journal.escalated(
        new CaptureJournal.Captured(twin, "line", once.toString(), Optional.empty(), 0));
    decide(twin, PASS);
    answers.put(once.toString(), 2L);
    answers.put("a picture of somebody else", 9L);
    assertThat(audit().duplicatesCharged()).isZero();
  }

  @Test
  void an_id_that_nobody_captured_is_a_stranger() {
    hub.add(new HubRow(new UUID(1, 1), Optional.empty()));

    assertThat(audit().strangers()).containsExactly(new UUID(1, 1));
    assertThat(audit().clean()).isFalse();
  }

  @Test
  void a_cached_verdict_that_contradicts_the_truth_is_a_wrong_hit() {
    UUID right = capture(SceneTruth.defect(List.of()));
    UUID wrong = capture(SceneTruth.defect(List.of()));
    hub.add(new HubRow(right, Optional.of(verdict(right, DEFECT, AnsweredBy.CACHE, false))));
    hub.add(new HubRow(wrong, Optional.of(verdict(wrong, PASS, AnsweredBy.CACHE, false))));

    assertThat(audit().cacheHits()).isEqualTo(2);
    assertThat(audit().wrongHits()).isEqualTo(1);
    assertThat(audit().score().missedDefects()).isEqualTo(1);
  }

  @Test
  void inconclusive_verdicts_are_not_judged_and_confident_frames_are() {
    journal.confident(PASS, Optional.of(SceneTruth.pass()));
    journal.confident(DEFECT, Optional.of(SceneTruth.pass()));
    journal.confident(PASS, Optional.empty());
    UUID id = capture(SceneTruth.pass());
    decide(id, new Verdict.Inconclusive(Verdict.Reason.UNSURE));

    Score score = audit().score();

    assertThat(score.judged()).isEqualTo(2);
    assertThat(score.falseAlarms()).isEqualTo(1);
    assertThat(score.majority()).isEqualTo(2);
    assertThat(journal.pages().frames()).isEqualTo(4);
  }

  /** Whatever state rows are in: each captured id is counted once, and the sum holds. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void every_captured_id_is_counted_exactly_once(long seed) {
    SplittableRandom chance = new SplittableRandom(seed);
    for (int i = 0; i < 500; i++) {
      UUID id = capture(SceneTruth.pass());
      if (chance.nextInt(4) > 0) {
        List<Standing> all = List.of(Standing.values());
        Standing standing = all.get(chance.nextInt(all.size()));
        outboxes.add(new OutboxRow(id, standing, chance.nextBoolean(), chance.nextInt(5) == 0));
      }
      if (chance.nextInt(3) == 0) {
        hub.add(new HubRow(id, Optional.empty()));
      } else if (chance.nextBoolean()) {
        decide(id, PASS);
      }
    }

    Audit audit = audit();

    assertThat(
            audit.verdicts()
                + audit.evicted()
                + audit.quarantined()
                + audit.refused()
                + audit.queued()
                + audit.lost().size())
        .as("seed %d", seed)
        .isEqualTo(audit.escalated())
        .isEqualTo(500);
  }

  private UUID capture(SceneTruth truth) {
    UUID id = new UUID(random.nextLong(), random.nextLong());
    journal.escalated(
        new CaptureJournal.Captured(id, "line-1", id.toString(), Optional.of(truth), 0));
    return id;
  }

  private void decide(UUID id, Verdict verdict) {
    hub.add(new HubRow(id, Optional.of(verdict(id, verdict, AnsweredBy.PROVIDER, false))));
  }

  private static VerdictMessage verdict(
      UUID id, Verdict verdict, AnsweredBy by, boolean provisional) {
    return new VerdictMessage(
        id, verdict, provisional, false, by, "p/m", 10, "EUR", id, Instant.EPOCH);
  }

  private Audit audit() {
    return Auditor.audit(new Evidence(journal.pages(), outboxes, quarantined, hub, answers));
  }
}
