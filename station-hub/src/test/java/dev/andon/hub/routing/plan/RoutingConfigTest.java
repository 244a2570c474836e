package dev.andon.hub.routing.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.config.ConfigException;
import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutingConfigTest {
  @Test
  void an_empty_block_is_the_default() {
    assertThat(read("{}").policy()).isEqualTo(RoutingPolicy.DEFAULT);
  }

  @Test
  void every_key_counts() {
    RoutingPolicy policy =
        read("""
                retries: 1
                first_wait: 100ms
                longest_wait: 1s
                connect: 1s
                headers: 5s
                first_token: 6s
                idle: 7s
                total: 60s
                share: 0.5
                after_unknown: inconclusive
                fair_wait: 2s
                breaker: {window: 20, minimum_attempts: 8, failure_percent: 75, open: 30s}
                """)
            .policy();
    assertThat(policy.retry())
        .isEqualTo(new RetryPolicy(1, Duration.ofMillis(100), Duration.ofSeconds(1)));
    assertThat(policy.limits())
        .isEqualTo(
            new LimitPolicy(
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(6),
                Duration.ofSeconds(7),
                Duration.ofSeconds(60),
                0.5));
    assertThat(policy.breaker()).isEqualTo(new BreakerPolicy(20, 8, 75, Duration.ofSeconds(30)));
    assertThat(policy.retryUnknown()).isFalse();
    assertThat(policy.fairWait()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void what_is_wrong_is_refused_by_name() {
    assertThatThrownBy(() -> read("retrys: 1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("did you mean 'retries'");
    assertThatThrownBy(() -> read("retries: 50")).hasMessageContaining("0 to 10, not 50");
    assertThatThrownBy(() -> read("share: 2")).hasMessageContaining("share");
    assertThatThrownBy(() -> read("idle: 0s")).hasMessageContaining("above 0");
  }

  private static RoutingConfig read(String yaml) {
    return new ConfigFile(Environment.of(Map.of()))
        .parse(yaml, Path.of("hub.yaml"), RoutingConfig.class);
  }
}
