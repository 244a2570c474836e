package dev.andon.hub.ingest.allowance;

import dev.andon.hub.time.Ticker;
import dev.andon.wire.StationId;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What escalations of each station cost lately, those answered from the cache included, and how
 * many there are. In µ-units of the plant's currency. Thread-safe.
 */
public final class StationCosts {
  /** A mean over about so many. */
  private static final int MEMORY = 100;

  /** A mean at prices of before weighs as much as so many at today's. */
  private static final int OLD_PRICES = 5;

  /** A station with fewer costs as much as the plant's others. */
  private static final int FEW = 5;

  private static final double HOUR_NANOS = 3_600e9;

  private final Ticker ticker;
  private final Map<StationId, Mean> stations = new HashMap<>();
  private final Mean plant = new Mean();

  private static final class Mean {
    private double micros;
    private int weight;
    private double lately;
    private long lastNanos;

    void note(long cost, long now) {
      weight = Math.min(MEMORY, weight + 1);
      micros += (cost - micros) / weight;
      lately = lately(now) + 1;
      lastNanos = now;
    }

    double lately(long now) {
      return lately * Math.exp(-Math.max(0, now - lastNanos) / HOUR_NANOS);
    }
  }

  public StationCosts(Ticker ticker) {
    this.ticker = ticker;
  }

  /** An escalation was answered at that cost; 0 from the cache. */
  public synchronized void note(StationId station, long micros) {
    long now = ticker.nanos();
    stations.computeIfAbsent(station, _ -> new Mean()).note(micros, now);
    plant.note(micros, now);
  }

  /** What one of that station costs, rounded up; empty where none was answered yet. */
  public synchronized OptionalLong typical(StationId station) {
    Mean own = stations.get(station);
    Mean known = own != null && own.weight >= FEW ? own : plant;
    return known.weight == 0
        ? OptionalLong.empty()
        : OptionalLong.of((long) Math.ceil(known.micros));
  }

  /** Escalations of about the last hour. */
  public synchronized double lately(StationId station) {
    Mean own = stations.get(station);
    return own == null ? 0 : own.lately(ticker.nanos());
  }

  /** Prices changed: from now on they tell more than what was paid before. */
  public synchronized void pricesChanged() {
    plant.weight = Math.min(OLD_PRICES, plant.weight);
    stations.values().forEach(mean -> mean.weight = Math.min(OLD_PRICES, mean.weight));
  }
}
