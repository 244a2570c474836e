package dev.andon.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.uplink.PoisonRows.Unacknowledged;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class PoisonRowsTest {
  private static final UUID FIRST = new UUID(0, 1);
  private static final UUID SECOND = new UUID(0, 2);
  private static final int BYTES = 200_000;

  private final PoisonRows rows = new PoisonRows();
  private long now;

  private static Unacknowledged row(UUID id) {
    return new Unacknowledged(id, BYTES, 0);
  }

  private void lost(Ending ending, Unacknowledged... unacknowledged) {
    rows.lost(ending, List.of(unacknowledged), now);
  }

  @Test
  void what_ends_the_connection_alone_twice_halves_what_is_sent() {
    lost(Ending.HUNG_UP, row(FIRST));
    assertThat(rows.oneByOne()).isTrue();
    assertThat(rows.limit()).isEqualTo(Long.MAX_VALUE);

    lost(Ending.HUNG_UP, row(FIRST));
    assertThat(rows.limit()).isEqualTo(BYTES / 2);
    assertThat(rows.oneByOne()).as("it is known now").isFalse();
  }

  @Test
  void of_several_on_their_way_none_is_blamed_before_each_went_alone() {
    for (int i = 0; i < 5; i++) {
      lost(Ending.TOO_LARGE, row(FIRST), row(SECOND));
    }
    assertThat(rows.limit()).isEqualTo(Long.MAX_VALUE);
    assertThat(rows.oneByOne()).isTrue();

    rows.acknowledged(FIRST);
    lost(Ending.TOO_LARGE, row(SECOND));
    lost(Ending.TOO_LARGE, row(SECOND));
    assertThat(rows.limit()).isEqualTo(BYTES / 2);
  }

  @Test
  void a_network_that_falls_silent_and_a_second_station_of_our_name_blame_no_row() {
    for (int i = 0; i < 5; i++) {
      lost(Ending.OTHER, row(FIRST));
      lost(Ending.TAKEN_OVER, row(FIRST));
    }
    assertThat(rows.oneByOne()).isFalse();
    assertThat(rows.limit()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_broker_that_ends_long_after_the_row_went_did_not_end_because_of_it() {
    now = Duration.ofSeconds(6).toNanos();
    for (int i = 0; i < 5; i++) {
      lost(Ending.HUNG_UP, row(FIRST));
    }
    assertThat(rows.limit()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_row_that_went_through_in_the_end_was_innocent() {
    lost(Ending.HUNG_UP, row(FIRST));
    rows.acknowledged(FIRST);
    lost(Ending.HUNG_UP, row(FIRST));
    rows.acknowledged(FIRST);
    assertThat(rows.limit()).isEqualTo(Long.MAX_VALUE);
    assertThat(rows.oneByOne()).isFalse();
  }

  @Test
  void a_small_message_is_never_what_a_broker_minds() {
    for (int i = 0; i < 5; i++) {
      lost(Ending.HUNG_UP, new Unacknowledged(FIRST, 4_000, 0));
    }
    assertThat(rows.limit()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_suspect_that_was_evicted_meanwhile_does_not_slow_the_others_for_ever() {
    lost(Ending.HUNG_UP, row(FIRST));
    for (int i = 0; i < 32; i++) {
      rows.acknowledged(new UUID(1, i));
    }
    assertThat(rows.oneByOne()).isFalse();
  }
}
