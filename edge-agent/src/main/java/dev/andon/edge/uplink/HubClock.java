package dev.andon.edge.uplink;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Where the hub's clock stands, from the moments that its receipts name (Cristian 1989): what the
 * hub said lies between the moment at which the station first asked and the one at which it heard
 * the answer. Of the last eight receipts the one with the shortest way counts, as in NTP's clock
 * filter (RFC 5905 §10). It is kept beside the station's monotonic clock, so that a jump of the
 * station's wall clock is seen at once and a jump of the hub's with its next receipt.
 *
 * <p>It tells how far the two clocks differ, give or take half of the shortest way. It does not
 * tell which of them is wrong, nor anything below that half: a way that is slow in one direction
 * looks like a clock. While the hub answers nothing, what was known holds for ten minutes.
 * Thread-safe.
 */
public final class HubClock {
  private static final int SAMPLES = 8;
  private static final int MOST_SENT = 256;
  private static final Duration HOLDS = Duration.ofMinutes(10);
  private static final long MOST_SECONDS = 9_000_000_000L;

  private final Map<UUID, Long> sent = new LinkedHashMap<>();
  private final Deque<Sample> samples = new ArrayDeque<>();

  /** The hub's clock less the monotonic one, nanoseconds: at least {@code low}, at most so much. */
  private record Sample(long low, long high, long heardNanos) {
    long width() {
      return high - low;
    }

    boolean meets(Sample other) {
      return low <= other.high && other.low <= high;
    }
  }

  /**
   * How the clocks stand to one another.
   *
   * @param hubAhead negative where the station's is ahead
   * @param uncertainty the true value is at most so far away
   */
  public record Offset(Duration hubAhead, Duration uncertainty) {}

  /**
   * Something goes to the hub that it will answer; what is sent again counts from the first time.
   */
  synchronized void sent(UUID id, long nanos) {
    sent.putIfAbsent(id, nanos);
    if (sent.size() > MOST_SENT) {
      sent.remove(sent.keySet().iterator().next());
    }
  }

  /** The hub's answer to it, and what the hub's clock showed when it was given. */
  synchronized void answered(UUID id, Instant hub, long nanos) {
    Long asked = sent.remove(id);
    if (asked == null || Math.abs(hub.getEpochSecond()) > MOST_SECONDS) {
      return;
    }
    long shown = nanosOf(hub);
    Sample sample = new Sample(shown - nanos, shown - asked, nanos);
    // Two that exclude one another are of before and after a jump of the hub's clock.
    samples.removeIf(old -> !old.meets(sample));
    samples.add(sample);
    if (samples.size() > SAMPLES) {
      samples.remove();
    }
  }

  /**
   * How the clocks stand at this moment; empty while the hub has said too little.
   *
   * @param wall the station's wall clock
   * @param nanos its monotonic one at the same moment
   */
  public synchronized Optional<Offset> offset(Instant wall, long nanos) {
    return samples.stream()
        .filter(sample -> nanos - sample.heardNanos() <= HOLDS.toNanos())
        .min(Comparator.comparingLong(Sample::width))
        .map(best -> offset(best, nanosOf(wall) - nanos));
  }

  private static Offset offset(Sample best, long wallLessMonotonic) {
    long middle = best.low() + best.width() / 2;
    return new Offset(
        Duration.ofNanos(middle - wallLessMonotonic), Duration.ofNanos(best.width() / 2));
  }

  private static long nanosOf(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
