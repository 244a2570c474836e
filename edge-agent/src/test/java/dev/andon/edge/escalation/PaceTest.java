package dev.andon.edge.escalation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.andon.edge.triage.AskedFrame;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.ViewKey;
import dev.andon.wire.Box;
import dev.andon.wire.Region;
import dev.andon.wire.StationAllowance.Limited;
import dev.andon.wire.StationAllowance.Unlimited;
import dev.andon.wire.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Money that does not reach for every doubtful frame goes to those that are worth most. */
final class PaceTest {
  private static final ViewKey VIEW = new ViewKey("flange", "top");
  private static final long SECOND = 1_000_000_000L;
  private static final long HOUR = 3_600 * SECOND;
  private static final Verdict DEFECT =
      new Verdict.Defect(List.of(new Verdict.Finding("dent", 1, new Box(0, 0, 9, 9))));

  private final Random random = new Random(5);
  private Pace pace = new Pace(PaceSettings.DEFAULT, new Random(1));
  private long now;
  private long ids;

  private static List<Region> regions(float score) {
    return List.of(
        new Region(0, new Box(0, 0, 9, 9), List.of(new Region.Score("dent", score)), new float[0]));
  }

  private static Triage.Unsure doubt(double suspicion) {
    return new Triage.Unsure(regions(0.4f), Optional.empty(), OptionalDouble.of(suspicion));
  }

  private static Limited left(long escalations, Duration window) {
    return new Limited(
        "line/line-1 shift EUR", window.toMillis(), escalations * 1_000, "EUR", 1_000, escalations);
  }

  private void allow(long escalations, Duration window) {
    pace.allow(left(escalations, window), Duration.ZERO, 0, now);
  }

  private boolean asks(Triage.Unsure doubt) {
    if (pace.look(VIEW, doubt, now)
        instanceof Pace.Choice.Ask(Optional<Pace.Worth> worth, boolean _)) {
      pace.asked(new UUID(1, ++ids), worth);
      return true;
    }
    return false;
  }

  /** A frame every ten seconds, its suspicion drawn evenly; how many of them are asked about. */
  private int hour(double from, double to) {
    int asked = 0;
    for (int frame = 0; frame < 360; frame++) {
      now += 10 * SECOND;
      asked += asks(doubt(from + (to - from) * random.nextDouble())) ? 1 : 0;
    }
    return asked;
  }

  @Test
  void without_an_allowance_every_doubtful_frame_is_asked_about() {
    assertThat(hour(0, 1)).isEqualTo(360);
    assertThat(pace.standing(now)).isEmpty();
  }

  @Test
  void money_for_half_of_the_frames_lasts_for_the_whole_shift_and_is_spent_at_its_end() {
    allow(8 * 180, Duration.ofHours(8));
    int first = hour(0, 1);
    int others = 0;
    for (int hour = 1; hour < 8; hour++) {
      int asked = hour(0, 1);
      assertThat(asked).as("hour %d", hour).isBetween(130, 230);
      others += asked;
    }
    assertThat(first).isBetween(150, 220);
    assertThat(first + others).isBetween(1_400, 1_440);
  }

  @Test
  void what_is_asked_about_is_worth_more_than_what_is_left_out() {
    allow(8 * 180, Duration.ofHours(8));
    hour(0, 1);
    int lower = 0;
    int upper = 0;
    for (int frame = 0; frame < 360; frame++) {
      now += 10 * SECOND;
      double suspicion = random.nextDouble();
      boolean asked = asks(doubt(suspicion));
      lower += asked && suspicion < 0.4 ? 1 : 0;
      upper += asked && suspicion > 0.6 ? 1 : 0;
    }
    assertThat(upper).isGreaterThan(135);
    assertThat(lower).as("one in twenty of the money is spent at random").isBetween(1, 15);
  }

  @Test
  void money_for_everything_asks_about_everything() {
    allow(10_000, Duration.ofHours(8));
    assertThat(hour(0, 1)).isEqualTo(360);
  }

  @Test
  void where_no_money_is_left_only_what_must_be_asked_about_is() {
    allow(0, Duration.ofHours(8));
    assertThat(hour(0, 1)).isZero();
    assertThat(asks(new Triage.Unsure(regions(0.9f))))
        .as("nobody knows how suspicious it is")
        .isTrue();
    AskedFrame chosen = new AskedFrame(VIEW, "g1", 0.1, AskedFrame.Why.CHOSEN, true);
    assertThat(asks(new Triage.Unsure(regions(0.9f), Optional.of(chosen)))).isTrue();
    AskedFrame shadow = new AskedFrame(VIEW, "g1", 0.1, AskedFrame.Why.SHADOW, false);
    assertThat(asks(new Triage.Unsure(regions(0.9f), Optional.of(shadow)))).isFalse();
  }

  @Test
  void what_must_be_asked_about_uses_up_what_the_others_would_have() {
    allow(180, Duration.ofHours(1));
    int asked = 0;
    for (int frame = 0; frame < 360; frame++) {
      now += 10 * SECOND;
      boolean must = frame % 4 == 0;
      asked += asks(must ? new Triage.Unsure(regions(0.9f)) : doubt(random.nextDouble())) ? 1 : 0;
    }
    assertThat(asked).isBetween(165, 185);
  }

  @Test
  void a_new_window_brings_new_money_and_a_raised_budget_counts_at_once() {
    allow(20, Duration.ofHours(1));
    hour(0, 1);
    allow(0, Duration.ofHours(8));
    assertThat(hour(0, 1)).isZero();
    allow(5_000, Duration.ofHours(8));
    assertThat(hour(0, 1)).isEqualTo(360);
  }

  @Test
  void for_a_minute_behind_the_window_the_last_threshold_stands_and_then_everything_is_asked() {
    allow(100, Duration.ofHours(1));
    hour(0, 1);
    allow(0, Duration.ofSeconds(30));
    assertThat(asks(doubt(0.9))).isFalse();
    now += 50 * SECOND;
    assertThat(asks(doubt(0.0001))).isFalse();
    now += 2 * 60 * SECOND;
    assertThat(asks(doubt(0.0001))).isTrue();
    assertThat(pace.standing(now).orElseThrow().says()).contains("window", "is over");
  }

  @Test
  void an_allowance_that_is_older_than_its_window_counts_for_nothing() {
    pace.allow(left(0, Duration.ofHours(1)), Duration.ofHours(2), 0, now);
    assertThat(hour(0, 1)).isEqualTo(360);
  }

  @Test
  void what_is_under_way_is_taken_off_and_an_unlimited_hub_ends_the_pace() {
    pace.allow(left(30, Duration.ofHours(1)), Duration.ZERO, 12, now);
    assertThat(pace.standing(now).orElseThrow().left()).isEqualTo(18);
    pace.allow(new Unlimited(), Duration.ZERO, 12, now);
    assertThat(pace.standing(now)).isEmpty();
    assertThat(hour(0, 1)).isEqualTo(360);
  }

  @Test
  void a_station_that_is_told_not_to_follow_spends_first_come_first_served() {
    pace = new Pace(new PaceSettings(false, 0, 0.05, PaceSettings.Stake.DEFECT), random);
    allow(0, Duration.ofHours(8));
    assertThat(hour(0, 1)).isEqualTo(360);
  }

  @Test
  void never_ask_below_holds_with_money_too_once_answers_say_what_a_frame_is_worth() {
    pace = new Pace(new PaceSettings(true, 0.2, 0.05, PaceSettings.Stake.DEFECT), random);
    for (int frame = 0; frame < 100; frame++) {
      boolean defective = frame % 2 == 0;
      assertThat(asks(doubt(defective ? 0.9 : 0.1)) || frame >= 20).isTrue();
      pace.answered(new UUID(1, ids), defective ? DEFECT : new Verdict.Pass());
    }
    int likely = 0;
    int unlikely = 0;
    for (int frame = 0; frame < 200; frame++) {
      likely += asks(doubt(0.9)) ? 1 : 0;
      unlikely += asks(doubt(0.1)) ? 1 : 0;
    }
    assertThat(likely).isEqualTo(200);
    assertThat(unlikely)
        .as("such frames were never defective; some are asked by chance")
        .isBetween(1, 25);
  }

  @Test
  void where_silence_rejects_the_part_good_ones_are_worth_asking_about() {
    pace = new Pace(PaceSettings.DEFAULT.withStake(PaceSettings.Stake.GOOD), new Random(1));
    allow(8 * 90, Duration.ofHours(8));
    hour(0, 1);
    int lower = 0;
    int upper = 0;
    for (int frame = 0; frame < 360; frame++) {
      now += 10 * SECOND;
      double suspicion = random.nextDouble();
      boolean asked = asks(doubt(suspicion));
      lower += asked && suspicion < 0.4 ? 1 : 0;
      upper += asked && suspicion > 0.6 ? 1 : 0;
    }
    assertThat(lower).isGreaterThan(3 * upper);
  }

  @Test
  void views_compare_by_what_was_answered_about_them_and_not_by_their_scores() {
    DefectOdds dull = new DefectOdds();
    DefectOdds sharp = new DefectOdds();
    for (int answer = 0; answer < 200; answer++) {
      double score = answer / 200.0;
      dull.judged(score, answer % 50 == 0);
      sharp.judged(score, answer >= 100);
    }
    assertThat(dull.of(0.95, 0.95)).isLessThan(0.1);
    assertThat(sharp.of(0.95, 0.95)).isGreaterThan(0.9);
    assertThat(sharp.of(0.3, 0.3)).isLessThan(0.1);
  }

  @Test
  void odds_never_fall_with_the_score_and_begin_with_the_rank() {
    DefectOdds odds = new DefectOdds();
    assertThat(odds.of(17, 0.3)).isEqualTo(0.3);
    for (int answer = 0; answer < 500; answer++) {
      double score = random.nextDouble();
      odds.judged(score, random.nextDouble() < score * score);
    }
    double before = 0;
    for (double score = 0; score <= 1; score += 0.01) {
      double next = odds.of(score, score);
      assertThat(next).isGreaterThanOrEqualTo(before);
      before = next;
    }
    assertThat(odds.of(0.9, 0.9)).isCloseTo(0.81, within(0.12));
    assertThat(odds.of(0.2, 0.2)).isLessThan(0.15);
  }

  @Test
  void values_out_of_range_are_refused_by_their_key() {
    assertThatThrownBy(() -> new PaceSettings(true, 1.5, 0, PaceSettings.Stake.DEFECT))
        .hasMessage("escalation: pace.never_ask_below must be 0 to 1, but is 1.5");
    assertThatThrownBy(() -> new PaceSettings(true, 0.1, 0, PaceSettings.Stake.DEFECT))
        .hasMessageContaining("needs a pace.random_share above 0");
  }

  @Test
  void money_of_a_month_is_not_kept_back_for_nights_in_which_no_frames_come() {
    allow(24 * 8 * 180, Duration.ofDays(24));
    int asked = 0;
    for (int day = 0; day < 24; day++) {
      int today = 0;
      for (int hour = 0; hour < 8; hour++) {
        today += hour(0, 1);
      }
      now += 16 * HOUR;
      asked += today;
      if (day > 4) {
        assertThat(today).as("day %d, of 2880 frames", day).isBetween(1_100, 2_000);
      }
    }
    assertThat(asked).isGreaterThan(24 * 8 * 180 * 9 / 10);
  }

  @Test
  void a_night_without_frames_is_not_taken_for_the_next_shift() {
    allow(180, Duration.ofHours(1));
    hour(0, 1);
    now += 16 * HOUR;
    allow(90, Duration.ofHours(1));
    assertThat(hour(0, 1)).isBetween(80, 90);
  }
}
