package dev.andon.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class UuidV7Test {
  @Test
  void an_id_carries_version_variant_and_its_millisecond() {
    UUID id = new UuidV7(() -> Instant.ofEpochMilli(0x0123_4567_89abL), new Random(1)).next();
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.toString()).startsWith("01234567-89ab-7");
  }

  @Test
  void ids_do_not_go_back_when_the_clock_does() {
    Deque<Instant> clock =
        new ArrayDeque<>(List.of(Instant.ofEpochMilli(5_000), Instant.ofEpochMilli(1_000)));
    UuidV7 ids = new UuidV7(clock::removeFirst, new Random(1));
    assertThat(millis(ids.next())).isEqualTo(5_000);
    assertThat(millis(ids.next())).isEqualTo(5_000);
  }

  private static long millis(UUID id) {
    return id.getMostSignificantBits() >>> 16;
  }
}
