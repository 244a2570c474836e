package dev.andon.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.wire.Lane;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PacingTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void back_off_doubles_to_its_maximum_within_its_jitter_and_starts_again() {
    ReconnectDelay backoff =
        new ReconnectDelay(Duration.ofMillis(100), Duration.ofSeconds(5), new Random(1));
    long bound = 100;
    for (int i = 0; i < 40; i++) {
      assertThat(backoff.next().toMillis()).isBetween(bound / 2, bound);
      bound = Math.min(5_000, bound * 2);
    }
    backoff.reset();
    assertThat(backoff.next().toMillis()).isBetween(50L, 100L);
  }

  @Test
  void a_second_takeover_within_a_minute_is_somebody_else_until_a_link_has_lived() {
    Takeovers takeovers = new Takeovers();
    takeovers.over(Ending.TAKEN_OVER, Duration.ofSeconds(1), SECOND);
    takeovers.over(Ending.TAKEN_OVER, Duration.ofSeconds(1), 3_600 * SECOND);
    assertThat(takeovers.contested()).isFalse();
    takeovers.over(Ending.TAKEN_OVER, Duration.ofSeconds(1), 3_610 * SECOND);
    assertThat(takeovers.contested()).isTrue();
    assertThat(takeovers.pause()).isEqualTo(Duration.ofSeconds(5));
    for (int i = 0; i < 10; i++) {
      takeovers.over(Ending.TAKEN_OVER, Duration.ofSeconds(1), (3_700 + 200 * i) * SECOND);
    }
    assertThat(takeovers.pause()).isEqualTo(Duration.ofMinutes(1));
    takeovers.over(Ending.OTHER, Duration.ofMinutes(3), 9_000 * SECOND);
    assertThat(takeovers.contested()).isFalse();
  }

  @Test
  void three_sudden_ends_in_a_row_are_somebody_else_unless_the_broker_was_away_in_between() {
    Takeovers takeovers = new Takeovers();
    sudden(takeovers, 2);
    takeovers.unreachable();
    sudden(takeovers, 2);
    takeovers.over(Ending.HUNG_UP, Duration.ofSeconds(30), SECOND);
    sudden(takeovers, 2);
    assertThat(takeovers.contested()).isFalse();
    assertThat(takeovers.over(Ending.HUNG_UP, Duration.ofSeconds(1), SECOND)).isTrue();
    assertThat(takeovers.suspected()).isTrue();
    assertThat(takeovers.pause()).isEqualTo(Duration.ofSeconds(5));
    takeovers.over(Ending.HUNG_UP, Duration.ofSeconds(30), SECOND);
    assertThat(takeovers.suspected()).isTrue();
    takeovers.over(Ending.HUNG_UP, Duration.ofMinutes(3), SECOND);
    assertThat(takeovers.contested()).isFalse();
  }

  private static void sudden(Takeovers takeovers, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(takeovers.over(Ending.HUNG_UP, Duration.ofSeconds(1), SECOND)).isFalse();
    }
  }

  @Test
  void replays_go_one_at_a_time_at_their_pace() {
    SendRate pace = new SendRate(4, 0);
    int went = 0;
    for (long now = 0; now < 10 * SECOND; now += SECOND / 100) {
      if (pace.ready(now)) {
        pace.took(now);
        went++;
      }
    }
    assertThat(went).isBetween(39, 41);
  }

  @Test
  void half_of_the_window_stays_free_for_what_happens_now() {
    InFlightWindow window = new InFlightWindow(8, 1 << 20);
    for (int i = 0; i < 4; i++) {
      assertThat(window.hasRoom(Lane.REPLAY)).isTrue();
      window.add(new UUID(1, i), Lane.REPLAY, 100, 1, SECOND);
    }
    assertThat(window.hasRoom(Lane.REPLAY)).isFalse();
    assertThat(window.hasRoom(Lane.LIVE)).isTrue();
  }

  @Test
  void the_window_is_bounded_in_bytes_too() {
    InFlightWindow window = new InFlightWindow(8, 1_000);
    window.add(new UUID(1, 1), Lane.LIVE, 1_000, 1, SECOND);
    assertThat(window.hasRoom(Lane.LIVE)).isFalse();
    assertThat(window.remove(new UUID(1, 1))).isEqualTo(1);
    assertThat(window.hasRoom(Lane.LIVE)).isTrue();
    assertThat(window.remove(new UUID(1, 1))).isZero();
  }

  @Test
  void what_the_hub_leaves_unanswered_comes_out_when_it_is_due() {
    InFlightWindow window = new InFlightWindow(8, 1_000);
    window.add(new UUID(1, 1), Lane.LIVE, 10, 1, SECOND);
    window.add(new UUID(1, 2), Lane.LIVE, 10, 1, 2 * SECOND);
    assertThat(window.overdue(SECOND - 1)).isEmpty();
    assertThat(window.overdue(SECOND)).containsExactly(new UUID(1, 1));
    assertThat(window.rows()).isEqualTo(1);
  }
}
