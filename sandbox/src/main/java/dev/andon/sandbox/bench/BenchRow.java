package dev.andon.sandbox.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * One measurement.
 *
 * @param gateway {@code direct}, {@code nginx} or {@code andon}
 * @param body name of the body
 * @param upstreamMs the upstream's latency
 * @param load how it was driven
 * @param rate requests a second: asked for, or reached where the row saturates
 * @param p50Ms median latency, from the time a request was due
 * @param p99Ms the 99th percentile
 * @param cpuMsPer1000 CPU time of the gateway's processes; 0 for the direct call
 * @param rssMb resident memory of the gateway's processes at the end
 * @param errors requests without a 200
 */
record BenchRow(
    String gateway,
    String body,
    @JsonProperty("upstream_ms") long upstreamMs,
    String load,
    double rate,
    @JsonProperty("p50_ms") double p50Ms,
    @JsonProperty("p99_ms") double p99Ms,
    @JsonProperty("cpu_ms_per_1000") double cpuMsPer1000,
    @JsonProperty("rss_mb") long rssMb,
    long errors) {

  static final String TABLE_HEAD =
      """
      | gateway | body | upstream ms | load | requests/s | p50 ms | p99 ms | CPU ms/1000 | RSS MB | errors |
      |---|---|---|---|---|---|---|---|---|---|
      """;

  String tableLine() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %s | %.0f | %.2f | %.2f | %.1f | %d | %d |%n",
        gateway,
        body,
        upstreamMs,
        load,
        rate,
        p50Ms,
        p99Ms,
        cpuMsPer1000,
        rssMb,
        errors);
  }
}
