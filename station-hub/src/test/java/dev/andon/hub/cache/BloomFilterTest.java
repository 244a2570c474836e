package dev.andon.hub.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BloomFilterTest {
  private static final int KEYS = 20_000;
  private final Random random = new Random(3);

  private CacheKey key() {
    byte[] hash = new byte[32];
    random.nextBytes(hash);
    return new CacheKey(HexFormat.of().formatHex(hash));
  }

  @Test
  void every_key_that_was_added_may_be_held_and_hardly_any_other() {
    BloomFilter keys = new BloomFilter(KEYS);
    List<CacheKey> added = Stream.generate(this::key).limit(KEYS).toList();
    added.forEach(keys::add);
    assertThat(added).allMatch(keys::mayHold);
    assertThat(Stream.generate(this::key).limit(100_000).filter(keys::mayHold).count())
        .as("wrong yeses in 100 000")
        .isLessThan(300);
  }

  @Test
  void it_is_full_behind_its_capacity() {
    BloomFilter keys = new BloomFilter(2);
    keys.add(key());
    keys.add(key());
    assertThat(keys.isFull()).isFalse();
    keys.add(key());
    assertThat(keys.isFull()).isTrue();
  }
}
