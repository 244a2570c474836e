package dev.andon.edge.uplink;

import java.time.Duration;

/**
 * How the uplink paces itself.
 *
 * @param windowRows escalations on their way without a receipt, 1 to 64; half of them at most from
 *     the replay lane
 * @param windowBytes their bytes, half of them at most from the replay lane; the one that crosses
 *     the bound still goes, 64 KiB to 1 GiB
 * @param replay how what waited through an outage is sent
 * @param receiptTimeout silence of the hub after which an escalation is sent again, 100 ms to 1 h
 * @param healthEvery time between two pulses, 100 ms to 1 h
 * @param eventsEvery time between two batches of local decisions, 100 ms to 1 h
 * @param backoffMin first wait after a lost connection, 1 ms to 1 h
 * @param backoffMax longest wait, not below the first
 */
public record UplinkSettings(
    int windowRows,
    long windowBytes,
    ReplaySettings replay,
    Duration receiptTimeout,
    Duration healthEvery,
    Duration eventsEvery,
    Duration backoffMin,
    Duration backoffMax) {

  /** 32 rows, 8 MiB, replays as fast as the way bears, 10 s for receipts. */
  public static final UplinkSettings DEFAULT =
      new UplinkSettings(
          32,
          8L << 20,
          ReplaySettings.DEFAULT,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofMillis(200),
          Duration.ofSeconds(4));

  /** Refuses values out of range. */
  public UplinkSettings {
    check("window_rows", windowRows, 1, 64);
    check("window_bytes", windowBytes, 64 << 10, 1L << 30);
    check("receipt_timeout in ms", receiptTimeout.toMillis(), 100, 3_600_000);
    check("health_every in ms", healthEvery.toMillis(), 100, 3_600_000);
    check("events_every in ms", eventsEvery.toMillis(), 100, 3_600_000);
    check("backoff_min in ms", backoffMin.toMillis(), 1, 3_600_000);
    check("backoff_max in ms", backoffMax.toMillis(), backoffMin.toMillis(), 86_400_000);
  }

  static void check(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "uplink." + name + " must be " + min + " to " + max + ", but is " + value);
    }
  }
}
