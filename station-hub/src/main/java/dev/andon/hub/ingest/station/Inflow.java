package dev.andon.hub.ingest.station;

import dev.andon.hub.time.Ticker;
import dev.andon.wire.StationId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Two token buckets for each station, one of messages and one of bytes, looked at before anything
 * is decoded. Stations that the plant does not have share one pair. A message that is larger than
 * the bucket of bytes goes through when the bucket is full. Thread-safe.
 */
public final class Inflow {
  private static final int MAX_STATIONS = 10_000;
  private static final int BURST_SECONDS = 2;

  private final InflowConfig config;
  private final Ticker ticker;
  private final Map<StationId, Buckets> stations = new ConcurrentHashMap<>();
  private final Buckets strangers;

  public Inflow(InflowConfig config, Ticker ticker) {
    this.config = config;
    this.ticker = ticker;
    this.strangers = new Buckets();
  }

  /**
   * Whether a message may be read now.
   *
   * @param station empty for one that the plant does not have
   */
  public boolean allows(Optional<StationId> station, int bytes) {
    return station.map(this::of).orElse(strangers).take(bytes, ticker.nanos());
  }

  private Buckets of(StationId station) {
    return stations.size() >= MAX_STATIONS && !stations.containsKey(station)
        ? strangers
        : stations.computeIfAbsent(station, _ -> new Buckets());
  }

  private final class Buckets {
    private final double mostMessages = (double) BURST_SECONDS * config.messagesPerSecond();
    private final double mostBytes = (double) BURST_SECONDS * config.bytesPerSecond();
    private double messages = mostMessages;
    private double bytes = mostBytes;
    private long filledNanos = ticker.nanos();

    synchronized boolean take(int size, long now) {
      double seconds = Math.max(0, now - filledNanos) / 1e9;
      filledNanos = now;
      messages = Math.min(mostMessages, messages + seconds * config.messagesPerSecond());
      bytes = Math.min(mostBytes, bytes + seconds * config.bytesPerSecond());
      if (messages < 1 || bytes < Math.min(size, mostBytes)) {
        return false;
      }
      messages--;
      bytes -= Math.min(size, mostBytes);
      return true;
    }
  }
}
