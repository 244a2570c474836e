package dev.andon.edge.capture.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class DoneIdsTest {

  /** Beside plain sets, over thousands of looks in which files come, go and come back. */
  @Test
  void it_knows_what_plain_sets_know() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    DoneIds ids = new DoneIds();
    Map<Long, Boolean> gone = new HashMap<>();
    for (int look = 0; look < 300; look++) {
      ids.beginLook();
      Set<Long> there = new HashSet<>();
      for (int file = 0; file < 40; file++) {
        long id = 1 + random.nextInt(2_000) * 0x1_0000_0000L;
        there.add(id);
        assertThat(ids.meet(id)).as("seed %s look %s", seed, look).isEqualTo(gone.containsKey(id));
        if (!gone.containsKey(id)) {
          ids.done(id);
          gone.put(id, false);
        }
      }
      long[] went = ids.newlyGone();
      long[] back = ids.back();
      assertThat(went)
          .as("seed %s", seed)
          .containsExactlyInAnyOrder(
              longs(
                  gone.keySet().stream()
                      .filter(id -> !gone.getOrDefault(id, false) && !there.contains(id))
                      .mapToLong(id -> id)));
      assertThat(back)
          .containsExactlyInAnyOrder(
              longs(there.stream().filter(id -> gone.getOrDefault(id, false)).mapToLong(i -> i)));
      ids.moved(went, back);
      LongStream.of(went).forEach(id -> gone.put(id, true));
      LongStream.of(back).forEach(id -> gone.put(id, false));
      if (look % 50 == 49) {
        long[] old = longs(gone.keySet().stream().filter(gone::get).limit(30).mapToLong(i -> i));
        ids.remove(old);
        LongStream.of(old).forEach(gone::remove);
      }
      assertThat(ids.size()).isEqualTo(gone.size());
    }
  }

  private static long[] longs(LongStream stream) {
    return stream.toArray();
  }
}
