package dev.andon.edge;

import dev.andon.wire.Readings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** The pace of a station's last minute. Bounded; thread-safe. */
final class LastMinute {
  static final long MINUTE_NANOS = 60_000_000_000L;

  /** At more than a hundred frames a second, what is said holds for less than a minute. */
  private static final int MOST = 6_000;

  private final LongSupplier nanos;
  private final long begun;
  private final Deque<Judged> judged = new ArrayDeque<>();
  private OptionalLong newest = OptionalLong.empty();

  private record Judged(long atNanos, long tookNanos) {}

  /**
   * @param nanos the clock that stamps the frames
   */
  LastMinute(LongSupplier nanos) {
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
  }

  /** The source gave a frame of that moment, to be judged or to pass by. */
  synchronized void saw(long capturedNanos) {
    newest = OptionalLong.of(capturedNanos);
  }

  /** Model and policy took so long for a frame. */
  synchronized void judged(long tookNanos) {
    judged.add(new Judged(nanos.getAsLong(), tookNanos));
    forget(nanos.getAsLong());
  }

  private void forget(long now) {
    while (!judged.isEmpty()
        && (judged.size() > MOST || now - judged.getFirst().atNanos() > MINUTE_NANOS)) {
      judged.remove();
    }
  }

  /** Nanoseconds since the newest frame was captured; empty before the first. */
  synchronized OptionalLong newestAge() {
    return newest.isEmpty()
        ? newest
        : OptionalLong.of(Math.max(0, nanos.getAsLong() - newest.getAsLong()));
  }

  synchronized Readings.Pace pace() {
    long now = nanos.getAsLong();
    forget(now);
    long[] took = judged.stream().mapToLong(Judged::tookNanos).sorted().toArray();
    OptionalLong age = newestAge();
    return new Readings.Pace(
        took.length / seconds(now),
        age.isEmpty() ? age : OptionalLong.of(age.getAsLong() / 1_000_000),
        percentile(took, 0.5),
        percentile(took, 0.95));
  }

  /** A minute; less after the start, or where there were more frames than are kept. */
  private double seconds(long now) {
    long span = Math.min(MINUTE_NANOS, now - begun);
    if (judged.size() >= MOST) {
      span = now - judged.getFirst().atNanos();
    }
    return Math.max(1, span / 1e9);
  }

  /** By the nearest rank. */
  private static OptionalDouble percentile(long[] sorted, double share) {
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    int rank = (int) Math.ceil(share * sorted.length);
    return OptionalDouble.of(sorted[Math.max(0, rank - 1)] / 1e6);
  }
}
