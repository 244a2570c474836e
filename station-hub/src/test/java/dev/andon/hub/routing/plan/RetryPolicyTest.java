package dev.andon.hub.routing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.provider.api.AttemptLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private final Random random = new Random(2);
  private final RetryPolicy policy =
      new RetryPolicy(10, Duration.ofMillis(500), Duration.ofSeconds(5));

  @Test
  void waits_double_up_to_the_longest_with_a_fifth_of_jitter() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(wait(1)).isBetween(Duration.ofMillis(400), Duration.ofMillis(600));
      assertThat(wait(3)).isBetween(Duration.ofMillis(1_600), Duration.ofMillis(2_400));
      assertThat(wait(9)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
    }
  }

  @Test
  void a_wait_is_never_shorter_than_the_provider_asks() {
    assertThat(
            policy.waitBefore(1, Optional.of(Duration.ofSeconds(30)), LONG, Duration.ZERO, random))
        .contains(Duration.ofSeconds(30));
  }

  @Test
  void there_is_no_wait_that_leaves_no_time() {
    assertThat(
            policy.waitBefore(
                1,
                Optional.of(Duration.ofSeconds(30)),
                Duration.ofSeconds(31),
                Duration.ofSeconds(2),
                random))
        .isEmpty();
  }

  @Test
  void after_the_last_retry_there_is_none() {
    assertThat(policy.waitBefore(11, Optional.empty(), LONG, Duration.ZERO, random)).isEmpty();
  }

  @Test
  void a_silent_attempt_leaves_time_for_the_next_candidate() {
    AttemptLimits limits = LimitPolicy.DEFAULT.limits(Duration.ofSeconds(10), false, false);
    assertThat(limits.headers()).isEqualTo(Duration.ofSeconds(6));
    assertThat(limits.total()).isEqualTo(Duration.ofSeconds(6));
    assertThat(limits.totalIsDeadline()).isFalse();
    AttemptLimits last = LimitPolicy.DEFAULT.limits(Duration.ofSeconds(10), true, false);
    assertThat(last.total()).isEqualTo(Duration.ofSeconds(10));
    assertThat(last.totalIsDeadline()).isTrue();
  }

  @Test
  void a_stream_that_has_begun_may_take_all_of_the_remaining_time() {
    AttemptLimits limits = LimitPolicy.DEFAULT.limits(Duration.ofSeconds(10), false, true);
    assertThat(limits.firstToken()).isEqualTo(Duration.ofSeconds(6));
    assertThat(limits.total()).isEqualTo(Duration.ofSeconds(10));
  }

  private Duration wait(int failed) {
    return policy.waitBefore(failed, Optional.empty(), LONG, Duration.ZERO, random).orElseThrow();
  }
}
