package dev.andon.hub.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SteadyClockTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private Instant wall = NOON;
  private long nanos = Long.MAX_VALUE - 5;
  private final SteadyClock clock = new SteadyClock(() -> wall, () -> nanos);

  private void pass(Duration span) {
    wall = wall.plus(span);
    nanos += span.toNanos();
  }

  @Test
  void without_a_jump_it_is_the_wall_clock_however_it_drifts() {
    for (int second = 0; second < 3_600; second++) {
      pass(Duration.ofSeconds(1));
      wall = wall.plusMillis(20);
      assertThat(clock.look()).isEmpty();
      assertThat(clock.instant()).isEqualTo(wall);
    }
    assertThat(clock.believed()).isTrue();
  }

  @Test
  void over_a_jump_it_goes_on_until_the_jump_is_adopted() {
    for (Duration jump :
        new Duration[] {Duration.ofDays(40), Duration.ofDays(-1), Duration.ofSeconds(6)}) {
      pass(Duration.ofSeconds(1));
      assertThat(clock.look()).isEmpty();
      Instant before = clock.instant();
      wall = wall.plus(jump);
      pass(Duration.ofMillis(300));
      assertThat(clock.instant()).isEqualTo(before.plusMillis(300));

      assertThat(clock.look()).contains(jump);
      clock.adopt(jump);

      assertThat(clock.instant()).isEqualTo(wall);
      assertThat(clock.look()).isEmpty();
    }
  }

  @Test
  void for_an_hour_after_a_jump_nothing_is_old() {
    Instant old = NOON.minus(Duration.ofDays(8));
    assertThat(clock.isOlder(old, Duration.ofDays(7))).isTrue();
    wall = wall.plus(Duration.ofDays(40));
    assertThat(clock.isOlder(NOON, Duration.ofDays(7))).as("before anybody looked").isFalse();
    clock.adopt(clock.look().orElseThrow());
    assertThat(clock.isOlder(old, Duration.ofDays(7))).isFalse();

    pass(Duration.ofMinutes(59));
    assertThat(clock.believed()).isFalse();
    pass(Duration.ofMinutes(2));
    assertThat(clock.isOlder(old, Duration.ofDays(7))).isTrue();
  }

  @Test
  void a_jump_that_could_not_be_handled_is_found_again() {
    wall = wall.minus(Duration.ofDays(1));
    assertThat(clock.look()).contains(Duration.ofDays(-1));
    pass(Duration.ofSeconds(1));
    assertThat(clock.look()).contains(Duration.ofDays(-1));
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(1));
  }
}
