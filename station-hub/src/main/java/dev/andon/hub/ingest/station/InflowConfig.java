package dev.andon.hub.ingest.station;

import dev.andon.config.ByteSize;
import java.util.Optional;

/**
 * The {@code station_rate} block: how much one station may send a second, beside a burst of two
 * seconds. What is above is dropped unread; the station has no receipt for it and sends it again.
 *
 * @param messages 1 to 100000; default 200, ten times what an agent with default pacing sends
 * @param bytes 64KiB to 4GB; default 32MB
 */
public record InflowConfig(Optional<Integer> messages, Optional<ByteSize> bytes) {
  /** Everything at its default. */
  public static final InflowConfig DEFAULT = new InflowConfig(Optional.empty(), Optional.empty());

  private static final int MESSAGES = 200;
  private static final long BYTES = 32_000_000;

  public InflowConfig {
    inRange("messages", messages.orElse(MESSAGES), 1, 100_000);
    inRange("bytes", bytes.map(ByteSize::bytes).orElse(BYTES), 65_536, 4_000_000_000L);
  }

  int messagesPerSecond() {
    return messages.orElse(MESSAGES);
  }

  long bytesPerSecond() {
    return bytes.map(ByteSize::bytes).orElse(BYTES);
  }

  private static void inRange(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "station_rate." + key + " must be " + min + " to " + max + ", but is " + value);
    }
  }
}
