package dev.andon.hub.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StormsTest {
  private long now = 1_000;

  private final Storms storms = new Storms(3, Duration.ofSeconds(10), () -> now);

  @Test
  void the_fourth_equal_request_within_the_window_is_stopped_and_others_go_on() {
    for (int i = 0; i < 3; i++) {
      assertThat(storms.count("vk_a", "same")).isEmpty();
    }
    now += Duration.ofSeconds(4).toNanos();
    assertThat(storms.count("vk_a", "same"))
        .hasValueSatisfying(
            storm -> {
              assertThat(storm.message()).contains("vk_a", "4 times", "10 s");
              assertThat(storm.retryAfter()).isEqualTo(Duration.ofSeconds(6));
            });
    assertThat(storms.count("vk_a", "other")).isEmpty();
    assertThat(storms.count("vk_b", "same")).isEmpty();
  }

  @Test
  void a_new_window_counts_anew() {
    for (int i = 0; i < 5; i++) {
      storms.count("vk_a", "same");
    }
    now += Duration.ofSeconds(10).toNanos();
    assertThat(storms.count("vk_a", "same")).isEmpty();
  }

  @Test
  void limits_that_make_no_sense_are_refused_by_name() {
    assertThatThrownBy(() -> new StormConfig(Optional.of(0), Optional.empty()))
        .hasMessageContaining("identical_requests.max must be 1 to 1000000, but is 0");
    assertThatThrownBy(() -> new StormConfig(Optional.empty(), Optional.of(Duration.ZERO)))
        .hasMessageContaining("identical_requests.within must be above 0");
  }
}
