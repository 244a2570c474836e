package dev.andon.edge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs the benchmark ({@code ./andon bench pipeline}) and holds what does not depend on the
 * machine's speed.
 */
@Tag("long")
final class PipelineBenchmarkTest {
  private static final double MAX_GARBAGE_BYTES = 64 * 1024;

  @Test
  void a_frame_leaves_little_garbage_around_the_model() throws RunnerException {
    Collection<RunResult> results = PipelineBenchmark.run();
    assertThat(results).hasSize(4);
    for (RunResult result : results) {
      double garbage = result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
      System.out.printf(
          "%-22s %-9s p50 %.2f ms, p95 %.2f ms, garbage %.0f bytes a frame%n",
          result.getPrimaryResult().getLabel(),
          result.getParams().getParam("size"),
          result.getPrimaryResult().getStatistics().getPercentile(50) / 1000,
          result.getPrimaryResult().getStatistics().getPercentile(95) / 1000,
          garbage);
      assertThat(garbage).isLessThanOrEqualTo(MAX_GARBAGE_BYTES);
    }
  }
}
