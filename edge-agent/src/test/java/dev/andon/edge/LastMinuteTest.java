package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.andon.wire.Readings;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LastMinuteTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong nanos = new AtomicLong(-5 * SECOND);
  private final LastMinute minute = new LastMinute(nanos::get);

  private void frames(int count, long gapMillis, long tookMillis) {
    for (int i = 0; i < count; i++) {
      nanos.addAndGet(gapMillis * 1_000_000);
      minute.saw(nanos.get());
      minute.judged(tookMillis * 1_000_000);
    }
  }

  @Test
  void before_the_first_frame_there_is_no_age_and_no_time() {
    Readings.Pace pace = minute.pace();
    assertThat(pace.framesPerSecond()).isZero();
    assertThat(pace.newestFrameMs()).isEmpty();
    assertThat(pace.triageP50Ms()).isEmpty();
  }

  @Test
  void frames_a_second_and_percentiles_are_those_of_the_last_minute() {
    frames(300, 100, 500);
    frames(900, 100, 20);
    frames(50, 100, 90);
    assertThat(minute.pace().framesPerSecond()).isCloseTo(10, within(0.1));
    assertThat(minute.pace().triageP50Ms()).hasValue(20);
    assertThat(minute.pace().triageP95Ms()).hasValue(90);
    nanos.addAndGet(61 * SECOND);
    assertThat(minute.pace().framesPerSecond()).isZero();
    assertThat(minute.pace().triageP95Ms()).isEmpty();
    assertThat(minute.pace().newestFrameMs()).hasValue(61_000);
  }

  @Test
  void a_camera_faster_than_what_is_kept_is_still_counted_right() {
    frames(20_000, 2, 1);
    assertThat(minute.pace().framesPerSecond()).isCloseTo(500, within(1.0));
  }
}
