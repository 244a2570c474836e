package dev.andon.hub.cache;

import dev.andon.config.ByteSize;
import java.time.Duration;
import java.util.Optional;

/**
 * The {@code cache} block.
 *
 * @param enabled default true
 * @param keep how long an answer may be given again; default 30d
 * @param maxEntries the oldest give way above it, 1 to 10 million; default 200000
 * @param maxAnswer larger answers are not kept; default 256KiB
 */
public record CacheConfig(
    Optional<Boolean> enabled,
    Optional<Duration> keep,
    Optional<Integer> maxEntries,
    Optional<ByteSize> maxAnswer) {
  /** Everything at its default. */
  public static final CacheConfig DEFAULT =
      new CacheConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public CacheConfig {
    int entries = maxEntries.orElse(200_000);
    if (entries < 1 || entries > 10_000_000) {
      throw new IllegalArgumentException(
          "cache.max_entries must be 1 to 10000000, but is " + entries);
    }
  }

  public boolean on() {
    return enabled.orElse(true);
  }

  Duration age() {
    return keep.orElse(Duration.ofDays(30));
  }

  int entries() {
    return maxEntries.orElse(200_000);
  }

  long answerBytes() {
    return maxAnswer.map(ByteSize::bytes).orElse(262_144L);
  }
}
