package dev.andon.edge.uplink;

import java.time.Duration;

/**
 * How what waited through an outage is sent, beside what happens now.
 *
 * @param bytesPerSecond most bytes a second, 1 KiB to 1 GiB; below it as fast as the way bears
 * @param perSecond most escalations a second, above 0 to 10 000
 * @param startWithin it begins at a random moment within so long of each connection, so that the
 *     stations of a plant do not all begin at once, 0 to 10 min
 */
public record ReplaySettings(long bytesPerSecond, double perSecond, Duration startWithin) {
  /** Somewhat more than a link of 100 Mbit/s carries, any number, within five seconds. */
  public static final ReplaySettings DEFAULT =
      new ReplaySettings(12L << 20, 10_000, Duration.ofSeconds(5));

  /** Refuses values out of range. */
  public ReplaySettings {
    UplinkSettings.check("replay_bytes_per_s", bytesPerSecond, 1 << 10, 1L << 30);
    if (!(perSecond > 0 && perSecond <= 10_000)) {
      throw new IllegalArgumentException(
          "uplink.replay_per_second must be above 0 and at most 10000, but is " + perSecond);
    }
    UplinkSettings.check("replay_start_within in ms", startWithin.toMillis(), 0, 600_000);
  }

  /** At most so many a second, beginning at once: for trials. */
  public static ReplaySettings brisk(double perSecond) {
    return new ReplaySettings(DEFAULT.bytesPerSecond(), perSecond, Duration.ZERO);
  }
}
