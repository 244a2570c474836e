package dev.andon.edge.uplink;

/** At most so many a second, one at a time, without bursts. Confined to one thread. */
final class SendRate {
  private final long gapNanos;
  private long nextNanos;

  SendRate(double perSecond, long nowNanos) {
    this.gapNanos = Math.max(1, Math.round(1e9 / perSecond));
    this.nextNanos = nowNanos;
  }

  boolean ready(long nowNanos) {
    return nowNanos - nextNanos >= 0;
  }

  void took(long nowNanos) {
    nextNanos = nowNanos + gapNanos;
  }
}
