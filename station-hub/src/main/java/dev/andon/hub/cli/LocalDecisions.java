package dev.andon.hub.cli;

import dev.andon.hub.store.Store;
import dev.andon.wire.Meta;
import dev.andon.wire.WireCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Frames that stations judged by themselves, from the batches they sent to the hub. */
final class LocalDecisions {
  /** How far a station's clock may run ahead of the hub's: older batches are not opened. */
  private static final Duration AHEAD = Duration.ofDays(2);

  private final Store store;
  private final WireCodec codec = new WireCodec();

  LocalDecisions(Store store) {
    this.store = store;
  }

  /**
   * How many were judged from {@code from} (in) to {@code to} (out); 0 in a hub without stations.
   */
  long count(Instant from, Instant to) {
    AtomicLong count = new AtomicLong();
    return store.read(
        tx -> {
          if (tx.number("SELECT COUNT(*) FROM sqlite_master WHERE name = 'station_batch'") == 1) {
            tx.each(
                "SELECT message FROM station_batch WHERE received_ms >= ?",
                row -> count.addAndGet(decided(row.bytes(1), from, to)),
                from.minus(AHEAD).toEpochMilli());
          }
          return count.get();
        });
  }

  private long decided(byte[] batch, Instant from, Instant to) {
    return codec.decode(batch) instanceof WireCodec.Accepted accepted
            && accepted.message() instanceof Meta meta
        ? meta.events().stream()
            .filter(Meta.Decided.class::isInstance)
            .filter(e -> !e.at().isBefore(from) && e.at().isBefore(to))
            .count()
        : 0;
  }
}
