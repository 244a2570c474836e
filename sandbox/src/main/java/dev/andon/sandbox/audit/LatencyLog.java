package dev.andon.sandbox.audit;

import java.util.Arrays;

/** Durations, and their percentiles over the last 65,536 of them. Not thread-safe. */
public final class LatencyLog {

  private static final int KEPT = 1 << 16;

  private final long[] nanos = new long[KEPT];
  private long count;

  void add(long duration) {
    nanos[(int) (count++ % KEPT)] = duration;
  }

  /** Milliseconds; zeros when nothing was measured. */
  Figures figures() {
    int size = (int) Math.min(count, KEPT);
    long[] sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    return new Figures(at(sorted, 0.50), at(sorted, 0.95));
  }

  private static double at(long[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))] / 1e6;
  }

  /** Milliseconds. */
  public record Figures(double p50, double p95) {}
}
