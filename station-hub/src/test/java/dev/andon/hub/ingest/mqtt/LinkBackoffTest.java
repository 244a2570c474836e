package dev.andon.hub.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinkBackoffTest {
  private static final LinkLoss TAKEN = new LinkLoss(LinkLoss.Cause.TAKEN_OVER, "taken over");
  private static final LinkLoss BROKEN = new LinkLoss(LinkLoss.Cause.NETWORK, "broken");
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final LinkBackoff backoff = new LinkBackoff(new Random(5));

  @Test
  void however_long_a_broker_is_away_the_next_attempt_is_at_most_two_seconds_off() {
    for (int i = 0; i < 200; i++) {
      backoff.refused();
      assertThat(backoff.next()).isLessThanOrEqualTo(LinkBackoff.LONGEST);
    }
    assertThat(backoff.next()).isGreaterThanOrEqualTo(LinkBackoff.LONGEST.dividedBy(2));
  }

  @Test
  void a_link_that_lived_is_joined_again_almost_at_once_and_one_that_did_not_is_not() {
    backoff.lost(BROKEN, Duration.ofMinutes(1), 0);
    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(100));
    for (int i = 0; i < 10; i++) {
      backoff.lost(BROKEN, SHORT, 0);
    }
    assertThat(backoff.next()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void one_takeover_is_a_restart_and_a_second_within_a_minute_is_somebody_else() {
    backoff.lost(TAKEN, SHORT, 1);
    assertThat(backoff.contested()).isFalse();
    backoff.lost(TAKEN, SHORT, Duration.ofSeconds(59).toNanos());
    assertThat(backoff.contested()).isTrue();
    Duration first = backoff.next();
    for (int i = 0; i < 10; i++) {
      backoff.lost(TAKEN, SHORT, Duration.ofMinutes(i + 2).toNanos());
    }
    assertThat(first).isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(5));
    assertThat(backoff.next()).isBetween(Duration.ofSeconds(30), LinkBackoff.LONGEST_CONTESTED);
  }

  @Test
  void two_takeovers_an_hour_apart_and_a_link_that_lived_settle_it() {
    backoff.lost(TAKEN, SHORT, 1);
    backoff.lost(TAKEN, SHORT, Duration.ofHours(1).toNanos());
    assertThat(backoff.contested()).isFalse();
    backoff.lost(TAKEN, SHORT, Duration.ofHours(1).plusSeconds(5).toNanos());
    assertThat(backoff.contested()).isTrue();
    backoff.lost(BROKEN, Duration.ofMinutes(3), Duration.ofHours(2).toNanos());
    assertThat(backoff.contested()).isFalse();
  }

  @Test
  void three_sudden_ends_in_a_row_are_somebody_else_unless_the_broker_was_away_in_between() {
    backoff.lost(BROKEN, SHORT, 1);
    backoff.lost(BROKEN, SHORT, 1);
    backoff.refused();
    backoff.lost(BROKEN, SHORT, 1);
    assertThat(backoff.lost(BROKEN, SHORT, 1)).isFalse();
    assertThat(backoff.lost(LinkLoss.silent(), SHORT, 1)).as("a broker that hangs").isFalse();
    backoff.lost(BROKEN, SHORT, 1);
    assertThat(backoff.lost(BROKEN, SHORT, 1)).isFalse();
    assertThat(backoff.contested()).isFalse();
    assertThat(backoff.lost(BROKEN, SHORT, 1)).isTrue();
    assertThat(backoff.suspected()).isTrue();
    assertThat(backoff.next()).isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(5));
    backoff.lost(BROKEN, Duration.ofMinutes(3), 1);
    assertThat(backoff.contested()).isFalse();
  }

  @Test
  void what_is_in_hand_is_bounded_in_bytes_and_one_message_always_has_room() {
    HandlingBound bound = new HandlingBound(10_000);
    assertThat(bound.enter(50_000)).isTrue();
    assertThat(bound.enter(1)).isFalse();
    bound.leave(50_000);
    assertThat(bound.enter(4_000)).isTrue();
    assertThat(bound.enter(4_000)).isFalse();
    assertThat(bound.enter(3_000)).isTrue();
    bound.leave(4_000);
    bound.leave(3_000);
    assertThat(bound.bytes()).isZero();
  }
}
