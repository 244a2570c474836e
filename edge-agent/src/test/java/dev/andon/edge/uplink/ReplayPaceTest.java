package dev.andon.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.wire.DeferCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The replay lane on a drawn link: bytes leave one after another, acknowledgements come back. */
class ReplayPaceTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final ReplaySettings AT_ONCE = new ReplaySettings(1L << 30, 10_000, Duration.ZERO);

  /** A link that queues what it is given without bound. */
  private static final class DrawnLink {
    private final double bytesPerSecond;
    private final long wayNanos;
    private final Deque<Travelling> under = new ArrayDeque<>();
    private long freeAt;
    private long carried;
    private long longestQueue;

    private record Travelling(UUID id, int bytes, long acknowledgedAt) {}

    private final Random random = new Random(7);
    private long busyNanos;

    DrawnLink(double bytesPerSecond, long wayNanos) {
      this.bytesPerSecond = bytesPerSecond;
      this.wayNanos = wayNanos;
    }

    /** Each acknowledgement is late by up to so long, because the other end has much to do. */
    DrawnLink busy(long nanos) {
      busyNanos = nanos;
      return this;
    }

    void carry(UUID id, int bytes, long now) {
      freeAt = Math.max(freeAt, now) + (long) (bytes / bytesPerSecond * 1e9);
      longestQueue = Math.max(longestQueue, freeAt - now);
      long late = busyNanos == 0 ? 0 : random.nextLong(busyNanos);
      under.add(new Travelling(id, bytes, freeAt + wayNanos + late));
    }

    void run(ReplayPace pace, int bytes, long from, long until) {
      long id = from;
      for (long now = from; now < until; now += MILLI) {
        while (!under.isEmpty() && under.peek().acknowledgedAt() <= now) {
          Travelling done = under.remove();
          pace.acknowledged(done.id(), done.acknowledgedAt());
          carried += done.bytes();
        }
        while (pace.ready(now)) {
          UUID next = new UUID(1, id++);
          pace.sent(next, bytes, false, now);
          carry(next, bytes, now);
        }
      }
    }

    double used(long nanos) {
      return carried / (bytesPerSecond * nanos / 1e9);
    }
  }

  private static ReplayPace pace(ReplaySettings settings) {
    ReplayPace pace = new ReplayPace(settings, 4 << 20, new Random(1));
    pace.connected(0);
    return pace;
  }

  @Test
  void a_link_of_100_megabits_is_filled_and_nothing_queues_for_long() {
    DrawnLink link = new DrawnLink(12.5e6, 5 * MILLI);
    link.run(pace(AT_ONCE), 120_000, 0, 20 * SECOND);
    assertThat(link.used(20 * SECOND)).isGreaterThan(0.95);
    assertThat(link.longestQueue).isLessThan(200 * MILLI);
  }

  @Test
  void a_long_way_and_a_thin_link_are_filled_too() {
    DrawnLink far = new DrawnLink(12.5e6, 120 * MILLI);
    far.run(pace(AT_ONCE), 120_000, 0, 20 * SECOND);
    assertThat(far.used(20 * SECOND)).isGreaterThan(0.9);
    assertThat(far.longestQueue).isLessThan(250 * MILLI);
    DrawnLink thin = new DrawnLink(250_000, 20 * MILLI);
    thin.run(pace(AT_ONCE), 40_000, 0, 60 * SECOND);
    assertThat(thin.used(60 * SECOND)).isGreaterThan(0.75);
    assertThat(thin.longestQueue).as("after the first messages").isLessThan(1_200 * MILLI);
  }

  @Test
  void a_broker_that_has_much_to_do_is_not_taken_for_a_full_link() {
    DrawnLink link = new DrawnLink(12.5e6, 5 * MILLI).busy(100 * MILLI);
    link.run(pace(AT_ONCE), 120_000, 0, 20 * SECOND);
    assertThat(link.used(20 * SECOND)).isGreaterThan(0.85);
    assertThat(link.longestQueue).isLessThan(300 * MILLI);
  }

  @Test
  void a_budget_of_bytes_holds_whatever_the_link_carries() {
    ReplayPace pace = pace(new ReplaySettings(1 << 20, 10_000, Duration.ZERO));
    DrawnLink link = new DrawnLink(125e6, MILLI);
    link.run(pace, 120_000, 0, 30 * SECOND);
    assertThat(link.carried / 30.0).isBetween(0.9 * (1 << 20), 1.05 * (1 << 20));
  }

  @Test
  void a_link_that_becomes_slower_is_given_less() {
    ReplayPace pace = pace(AT_ONCE);
    new DrawnLink(12.5e6, 5 * MILLI).run(pace, 60_000, 0, 10 * SECOND);
    DrawnLink slower = new DrawnLink(1.25e6, 5 * MILLI);
    pace.connected(10 * SECOND);
    slower.run(pace, 60_000, 10 * SECOND, 20 * SECOND);
    slower.longestQueue = 0;
    slower.run(pace, 60_000, 20 * SECOND, 40 * SECOND);
    assertThat(slower.longestQueue).isLessThan(250 * MILLI);
    assertThat(slower.used(30 * SECOND)).isGreaterThan(0.85);
  }

  @Test
  void the_stations_of_a_plant_begin_at_different_moments() {
    ReplaySettings settings = new ReplaySettings(1L << 30, 10_000, Duration.ofSeconds(5));
    long early = 0;
    for (int station = 0; station < 200; station++) {
      ReplayPace pace = new ReplayPace(settings, 4 << 20, new Random(station * 7_919L));
      pace.connected(1_000 * SECOND);
      assertThat(pace.ready(1_000 * SECOND - 1)).isFalse();
      early += pace.ready(1_000 * SECOND + SECOND) ? 1 : 0;
      assertThat(pace.ready(1_005 * SECOND)).isTrue();
    }
    assertThat(early).isBetween(20L, 60L);
  }

  @Test
  void what_was_on_its_way_when_a_connection_was_lost_takes_no_room_on_the_next() {
    ReplayPace pace = pace(AT_ONCE);
    for (int i = 0; pace.ready(0); i++) {
      pace.sent(new UUID(2, i), 100_000, false, 0);
    }
    pace.connected(SECOND);
    assertThat(pace.ready(SECOND)).isTrue();
    pace.acknowledged(new UUID(2, 0), 2 * SECOND);
    assertThat(pace.ready(2 * SECOND)).isTrue();
  }

  @Test
  void a_hub_that_asks_for_one_later_is_sent_none_until_then() {
    ReplayPace pace = pace(AT_ONCE);
    pace.deferred(DeferCode.BUSY.receipt("later", 10_000), SECOND);
    pace.deferred(DeferCode.BUSY.receipt("later", 2_000), SECOND);
    assertThat(pace.ready(10 * SECOND)).isFalse();
    assertThat(pace.ready(11 * SECOND)).isTrue();
    pace.deferred(DeferCode.BUSY.receipt("later", 86_400_000), 11 * SECOND);
    assertThat(pace.ready(71 * SECOND)).as("a minute at most").isTrue();
    pace.deferred(DeferCode.BUSY.receipt("later", 10_000), 71 * SECOND);
    pace.connected(72 * SECOND);
    assertThat(pace.ready(72 * SECOND)).isTrue();
  }

  @Test
  void one_message_goes_however_large_it_is() {
    ReplayPace pace = pace(new ReplaySettings(1 << 10, 10_000, Duration.ZERO));
    assertThat(pace.ready(0)).isTrue();
    pace.sent(new UUID(1, 1), 16 << 20, false, 0);
    assertThat(pace.ready(SECOND)).isFalse();
    pace.acknowledged(new UUID(1, 1), 2 * SECOND);
    assertThat(pace.ready(3_600 * SECOND)).as("the budget is still overdrawn").isFalse();
    assertThat(pace.ready(20_000 * SECOND)).isTrue();
  }

  @Test
  void a_row_that_goes_again_before_its_acknowledgement_takes_its_room_once_and_teaches_nothing() {
    ReplayPace pace = pace(AT_ONCE);
    UUID slow = new UUID(1, 1);
    pace.sent(slow, 50_000, false, 0);
    for (int i = 1; i <= 50; i++) {
      pace.sent(slow, 50_000, true, i * SECOND);
    }
    pace.acknowledged(slow, 50 * SECOND + MILLI);
    UUID other = new UUID(1, 2);
    pace.sent(other, 50_000, false, 60 * SECOND);
    assertThat(pace.ready(60 * SECOND + MILLI)).as("50 KB of 64 are on their way").isTrue();
    pace.acknowledged(other, 60 * SECOND + 200 * MILLI);
    assertThat(pace.ready(61 * SECOND)).as("200 ms is the way, not a queue").isTrue();
  }

  @Test
  void in_a_drain_of_ten_minutes_its_own_queue_is_not_taken_for_the_way() {
    DrawnLink link = new DrawnLink(1e6, 5 * MILLI);
    ReplayPace pace = pace(AT_ONCE);
    link.run(pace, 30_000, 0, 600 * SECOND);
    assertThat(link.longestQueue).isLessThan(400 * MILLI);
  }

  @Test
  void an_error_with_one_escalation_holds_no_other_back() {
    ReplayPace pace = pace(AT_ONCE);
    pace.deferred(DeferCode.HUB_ERROR.receipt("the hub failed", 10_000), SECOND);
    assertThat(pace.ready(SECOND)).isTrue();
    for (DeferCode holds : EnumSet.complementOf(EnumSet.of(DeferCode.HUB_ERROR))) {
      ReplayPace held = pace(AT_ONCE);
      held.deferred(holds.receipt("later", 10_000), SECOND);
      assertThat(held.ready(2 * SECOND)).as(holds.word()).isFalse();
    }
  }
}
