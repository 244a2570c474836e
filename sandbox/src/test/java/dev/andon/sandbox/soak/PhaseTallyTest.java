package dev.andon.sandbox.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PhaseTallyTest {

  private static final Duration AN_HOUR = Duration.ofHours(1);

  @Test
  void no_more_are_begun_than_are_wanted() {
    PhaseTally tally = new PhaseTally(2, AN_HOUR);

    assertThat(tally.take()).isTrue();
    assertThat(tally.take()).isTrue();
    assertThat(tally.take()).isFalse();
    assertThat(tally.isReached()).isFalse();

    tally.finished();
    tally.finished();
    assertThat(tally.isReached()).isTrue();
  }

  @Test
  void one_that_did_not_come_about_may_be_tried_again() {
    PhaseTally tally = new PhaseTally(1, AN_HOUR);
    tally.take();
    tally.giveBack();

    assertThat(tally.take()).isTrue();
  }

  @Test
  void when_the_time_is_over_none_is_begun_and_the_count_is_what_it_was() {
    PhaseTally tally = new PhaseTally(5, Duration.ZERO);

    assertThat(tally.take()).isFalse();
    assertThat(tally.isReached()).isFalse();
    assertThat(tally.left()).isZero();
  }

  @Test
  void what_is_measured_never_falls_back() {
    PhaseTally tally = new PhaseTally(100, AN_HOUR);
    tally.reached(100);
    tally.reached(7);

    assertThat(tally.done()).isEqualTo(100);
    assertThat(tally.left()).isZero();
  }

  @Test
  void the_time_left_follows_the_pace_and_never_exceeds_the_limit() {
    PhaseTally tally = new PhaseTally(1_000_000_000, AN_HOUR);
    tally.finished();

    assertThat(tally.left()).isLessThanOrEqualTo(AN_HOUR).isPositive();
  }
}
