package dev.andon.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The hub's clock, seen through receipts whose way takes its time. */
final class HubClockTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private static final long MS = 1_000_000;

  private final HubClock clock = new HubClock();
  private long nanos = 77_000_000_000L;
  private Duration hubAhead = Duration.ofMillis(3_250);
  private Duration wallJump = Duration.ZERO;

  private Instant wall() {
    return NOON.plusNanos(nanos - 77_000_000_000L).plus(wallJump);
  }

  private Instant hub() {
    return wall().minus(wallJump).plus(hubAhead);
  }

  /** One question, {@code there} ms on its way to the hub and {@code back} ms back. */
  private void asked(long there, long back) {
    UUID id = UUID.randomUUID();
    clock.sent(id, nanos);
    nanos += there * MS;
    Instant said = hub();
    nanos += back * MS;
    clock.answered(id, said, nanos);
  }

  private HubClock.Offset offset() {
    return clock.offset(wall(), nanos).orElseThrow();
  }

  @Test
  void nothing_is_known_before_the_hub_has_said_when() {
    assertThat(clock.offset(wall(), nanos)).isEmpty();
    clock.answered(UUID.randomUUID(), hub(), nanos);
    assertThat(clock.offset(wall(), nanos)).as("an answer that nobody asked for").isEmpty();
  }

  @Test
  void the_true_difference_is_never_farther_away_than_said() {
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      asked(1 + random.nextInt(400), 1 + random.nextInt(400));
      Duration wrong = offset().hubAhead().minus(hubAhead).abs();
      assertThat(wrong).isLessThanOrEqualTo(offset().uncertainty());
      nanos += 1_000 * MS;
    }
  }

  @Test
  void the_shortest_way_of_the_last_eight_counts() {
    asked(900, 100);
    asked(6, 4);
    asked(300, 500);
    assertThat(offset().uncertainty()).isEqualTo(Duration.ofMillis(5));
    assertThat(offset().hubAhead()).isEqualTo(hubAhead.plusMillis(1));
  }

  @Test
  void a_jump_of_the_stations_wall_clock_is_seen_at_once() {
    asked(5, 5);
    wallJump = Duration.ofDays(1);
    assertThat(offset().hubAhead()).isEqualTo(hubAhead.minusDays(1));
  }

  @Test
  void a_jump_of_the_hubs_clock_is_seen_with_its_next_receipt() {
    asked(1, 1);
    hubAhead = Duration.ofHours(-2);
    asked(40, 40);
    assertThat(offset().hubAhead()).isEqualTo(hubAhead);
  }

  @Test
  void what_was_sent_again_counts_from_the_first_time() {
    UUID id = UUID.randomUUID();
    clock.sent(id, nanos);
    nanos += 10 * MS;
    Instant said = hub();
    nanos += 20_000 * MS;
    clock.sent(id, nanos);
    nanos += 10 * MS;
    clock.answered(id, said, nanos);
    assertThat(offset().hubAhead().minus(hubAhead).abs())
        .isLessThanOrEqualTo(offset().uncertainty());
  }

  @Test
  void what_is_old_is_no_longer_known() {
    asked(5, 5);
    nanos += Duration.ofMinutes(11).toNanos();
    assertThat(clock.offset(wall(), nanos)).isEmpty();
  }
}
