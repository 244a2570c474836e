package dev.andon.hub.ingest.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.config.ByteSize;
import dev.andon.wire.StationId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class InflowTest {
  private static final Optional<StationId> A = Optional.of(StationId.parse("p/l/a"));
  private static final Optional<StationId> B = Optional.of(StationId.parse("p/l/b"));
  private static final long SECOND = 1_000_000_000;

  private final AtomicLong nanos = new AtomicLong(5);

  private Inflow inflow(int messages, long bytes) {
    return new Inflow(
        new InflowConfig(Optional.of(messages), Optional.of(ByteSize.parse(bytes + "B"))),
        nanos::get);
  }

  private static int taken(Inflow inflow, Optional<StationId> station, int tries, int bytes) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += inflow.allows(station, bytes) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void a_station_has_a_burst_of_two_seconds_and_then_its_rate() {
    Inflow inflow = inflow(50, 1_000_000);
    assertThat(taken(inflow, A, 1_000, 10)).isEqualTo(100);
    nanos.addAndGet(SECOND / 2);
    assertThat(taken(inflow, A, 1_000, 10)).isEqualTo(25);
    nanos.addAndGet(3_600 * SECOND);
    assertThat(taken(inflow, A, 1_000, 10)).isEqualTo(100);
  }

  @Test
  void bytes_count_too_and_one_station_takes_nothing_from_another() {
    Inflow inflow = inflow(1_000, 1_000_000);
    assertThat(taken(inflow, A, 100, 500_000)).isEqualTo(4);
    assertThat(taken(inflow, B, 100, 500_000)).isEqualTo(4);
  }

  @Test
  void a_message_larger_than_the_bucket_goes_through_a_full_one() {
    Inflow inflow = inflow(1_000, 100_000);
    assertThat(inflow.allows(A, 17 << 20)).isTrue();
    assertThat(inflow.allows(A, 1)).isFalse();
    nanos.addAndGet(2 * SECOND);
    assertThat(inflow.allows(A, 17 << 20)).isTrue();
  }

  @Test
  void made_up_stations_share_one_bucket() {
    Inflow inflow = inflow(50, 1_000_000);
    assertThat(taken(inflow, Optional.empty(), 1_000, 10)).isEqualTo(100);
    assertThat(taken(inflow, A, 1_000, 10)).isEqualTo(100);
  }

  @Test
  void rates_out_of_range_are_named() {
    assertThatThrownBy(() -> new InflowConfig(Optional.of(0), Optional.empty()))
        .hasMessage("station_rate.messages must be 1 to 100000, but is 0");
  }
}
