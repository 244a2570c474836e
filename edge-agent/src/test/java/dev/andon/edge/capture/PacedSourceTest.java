package dev.andon.edge.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PacedSourceTest {
  private final AtomicLong clock = new AtomicLong(1_000);
  private final List<Long> pauses = new ArrayList<>();

  @Test
  void frames_keep_the_takt_and_a_slow_receiver_causes_no_burst() throws Exception {
    try (FrameSource source = paced(Duration.ofNanos(100))) {
      source.next();
      source.next();
      clock.addAndGet(30);
      source.next();
      clock.addAndGet(500);
      source.next();
      source.next();
    }
    assertThat(pauses).containsExactly(100L, 70L, 100L);
  }

  private FrameSource paced(Duration takt) {
    return new PacedSource(
        new Endless(),
        takt,
        clock::get,
        nanos -> {
          pauses.add(nanos);
          clock.addAndGet(nanos);
        });
  }

  /** Skips for ever. */
  private static final class Endless implements FrameSource {
    @Override
    public Capture next() {
      return new Capture.Skipped("nothing", new Cursor("none", 0));
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
