package dev.andon.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoadTest {
  @Test
  void a_paced_run_sends_what_it_was_asked_for_and_counts_from_the_due_time() throws IOException {
    try (BenchUpstream upstream = new BenchUpstream(Duration.ofMillis(30))) {
      Load load = new Load(upstream.port(), GatewayBench.BODIES.getFirst().request());
      Load.Figures figures = load.atRate(50, Duration.ofSeconds(1));
      load.close();
      assertThat(figures.requests()).isEqualTo(50);
      assertThat(figures.errors()).isZero();
      assertThat(figures.p50Ms()).isGreaterThanOrEqualTo(30);
    }
  }

  @Test
  void a_saturating_run_reuses_its_connections_and_images_go_through() throws IOException {
    try (BenchUpstream upstream = new BenchUpstream(Duration.ZERO)) {
      Load load = new Load(upstream.port(), GatewayBench.BODIES.get(1).request());
      Load.Figures figures = load.saturating(4, Duration.ofMillis(300));
      load.close();
      assertThat(figures.errors()).isZero();
      assertThat(figures.requests()).isPositive();
    }
  }

  @Test
  void requests_without_an_answer_are_errors() throws IOException {
    int port;
    try (BenchUpstream upstream = new BenchUpstream(Duration.ZERO)) {
      port = upstream.port();
    }
    Load load = new Load(port, GatewayBench.BODIES.getFirst().request());
    assertThat(load.atRate(20, Duration.ofMillis(200)).errors()).isEqualTo(4);
  }

  @Test
  void this_process_has_a_footprint() throws IOException {
    Footprint footprint = Footprint.of(ProcessHandle.current());
    assertThat(footprint.cpuMs()).isPositive();
    assertThat(footprint.rssMb()).isBetween(20L, 20_000L);
  }
}
