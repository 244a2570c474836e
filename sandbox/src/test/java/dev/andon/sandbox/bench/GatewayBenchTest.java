package dev.andon.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark itself, as short as it can be: whole processes, no figures worth keeping. */
@Tag("slow")
class GatewayBenchTest {
  private static final List<GatewayBench.Body> SMALL = List.of(GatewayBench.BODIES.getFirst());

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();

  private List<BenchRow> rows(Optional<Path> nginx) throws IOException {
    Duration moment = Duration.ofMillis(300);
    GatewayBench bench =
        new GatewayBench(
            new GatewayBench.Plan(folder, moment, moment, nginx), new PrintWriter(out, true));
    return bench.run(List.of(0L), SMALL);
  }

  @Test
  void the_hub_and_the_direct_call_get_a_saturated_and_a_paced_row_without_errors()
      throws IOException {
    List<BenchRow> rows = rows(Optional.empty());
    assertThat(rows)
        .extracting(BenchRow::gateway)
        .containsExactly("andon", "andon", "direct", "direct");
    assertThat(rows).allMatch(row -> row.errors() == 0 && row.p50Ms() > 0);
    assertThat(rows.getFirst().cpuMsPer1000()).isPositive();
    assertThat(out.toString()).contains("| andon | 1 KB text | 0 | 64 connections |");
  }

  @Test
  @Tag("nginx")
  void nginx_is_measured_beside_them() throws IOException {
    assertThat(rows(Nginx.program()))
        .filteredOn(row -> row.gateway().equals("nginx"))
        .hasSize(2)
        .allMatch(row -> row.errors() == 0 && row.rssMb() > 0);
  }

  @Test
  void a_bulk_run_asks_a_small_machine_for_less_and_says_so() throws IOException {
    Duration moment = Duration.ofMillis(300);
    GatewayBench bench =
        new GatewayBench(
            new GatewayBench.Plan(folder, moment, moment, Optional.empty()),
            new PrintWriter(out, true));
    List<BenchRow> rows = bench.bulk(1_000_000, SMALL.getFirst(), 20);
    assertThat(out.toString()).contains("instead of 1000000");
    assertThat(rows.getFirst().rate()).isLessThan(1_000_000);
  }
}
