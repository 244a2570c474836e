package dev.andon.hub.cache;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Whether a key may be in the store: a "no" is certain and saves the look, a "yes" is wrong once in
 * a thousand times. A Bloom filter with 20 bits and 4 probes per key; the probes are parts of the
 * key, which is a hash already. Keys cannot be taken out: make another one instead.
 *
 * <p>Source: B. H. Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970.
 *
 * <p>Thread-safe: any thread may ask, one at a time may add.
 */
final class BloomFilter {
  private static final int BITS_PER_KEY = 20;
  private static final int PROBES = 4;

  /** Hexadecimal digits of the key that make one probe: 28 bits. */
  private static final int DIGITS = 7;

  private static final int LARGEST = 1 << (4 * DIGITS);

  private final AtomicLongArray words;
  private final int mask;
  private final long capacity;
  private long added;

  /**
   * @param capacity keys, above 0
   */
  BloomFilter(long capacity) {
    long bits = Math.clamp(capacity * BITS_PER_KEY, 1L << 12, LARGEST);
    int size = (int) Long.highestOneBit(bits - 1) << 1;
    this.words = new AtomicLongArray(Math.min(size, LARGEST) / Long.SIZE);
    this.mask = Math.min(size, LARGEST) - 1;
    this.capacity = capacity;
  }

  boolean mayHold(CacheKey key) {
    for (int probe = 0; probe < PROBES; probe++) {
      int bit = bit(key, probe);
      if ((words.get(bit / Long.SIZE) & (1L << bit)) == 0) {
        return false;
      }
    }
    return true;
  }

  void add(CacheKey key) {
    for (int probe = 0; probe < PROBES; probe++) {
      int bit = bit(key, probe);
      words.getAndAccumulate(bit / Long.SIZE, 1L << bit, (a, b) -> a | b);
    }
    added++;
  }

  /** More keys than it was made for: it says yes too often. */
  boolean isFull() {
    return added > capacity;
  }

  private int bit(CacheKey key, int probe) {
    int from = probe * DIGITS;
    return Integer.parseInt(key.sha256(), from, from + DIGITS, 16) & mask;
  }
}
