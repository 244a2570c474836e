package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.hub.alert.Alert;
import dev.andon.hub.time.SteadyClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ClockWatchTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Alert> alerts = new ArrayList<>();
  private final List<Duration> moved = new ArrayList<>();
  private Instant wall = Instant.parse("2026-11-20T12:00:00Z");
  private boolean full;
  private final SteadyClock clock = new SteadyClock(() -> wall, () -> 0);
  private final ClockWatch watch = new ClockWatch(clock, this::move, alerts::add, meters);

  private void move(Duration by) {
    if (full) {
      throw new IllegalStateException("disk full");
    }
    moved.add(by);
  }

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void a_jump_moves_ages_once_and_is_told_and_counted() {
    wall = wall.plus(Duration.ofDays(40));
    watch.round();
    watch.round();

    assertThat(moved).containsExactly(Duration.ofDays(40));
    assertThat(alerts).hasSize(1);
    assertThat(alerts.getFirst().message()).contains("jumped by 3456000 s");
    assertThat(meters.counter("andon.clock.jumps").count()).isEqualTo(1);
    assertThat(meters.get("andon.clock.believed").gauge().value()).isZero();
  }

  @Test
  void a_jump_that_could_not_be_stored_is_not_followed_until_it_is() {
    full = true;
    Instant before = clock.instant();
    wall = wall.minus(Duration.ofDays(1));
    assertThatThrownBy(watch::round).hasMessage("disk full");
    assertThat(clock.instant()).isEqualTo(before);

    full = false;
    watch.round();
    assertThat(moved).containsExactly(Duration.ofDays(-1));
    assertThat(clock.instant()).isEqualTo(wall);
  }

  @Test
  void two_seconds_are_no_jump() {
    wall = wall.plusSeconds(2);
    watch.round();
    assertThat(moved).isEmpty();
    assertThat(alerts).isEmpty();
  }
}
