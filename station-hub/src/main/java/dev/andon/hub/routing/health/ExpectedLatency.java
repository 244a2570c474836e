package dev.andon.hub.routing.health;

import dev.andon.hub.routing.plan.Candidate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long it is fair to wait for a provider: four times its usual time to an answer. A time-out
 * sooner than that was caused by an impatient caller and says nothing about the provider. The usual
 * time is an exponentially weighted mean with weight 1/8 for the newest, as in TCP's round-trip
 * estimate (RFC 6298). Thread-safe.
 */
public final class ExpectedLatency {
  private static final int FACTOR = 4;
  private static final int WEIGHT = 8;
  private static final int MAX_KNOWN = 10_000;
  private static final Duration LEAST = Duration.ofMillis(500);

  private final Duration unknown;
  private final Map<Candidate, Long> usual = new ConcurrentHashMap<>();

  /**
   * @param unknown the fair wait for a candidate that has not answered yet
   */
  public ExpectedLatency(Duration unknown) {
    this.unknown = unknown;
  }

  /** A candidate answered after {@code took}. */
  public void answered(Candidate candidate, Duration took) {
    if (usual.size() < MAX_KNOWN || usual.containsKey(candidate)) {
      usual.merge(candidate, took.toNanos(), (old, newest) -> old + (newest - old) / WEIGHT);
    }
  }

  /** Whether {@code waited} gave the candidate a fair chance. */
  public boolean fair(Candidate candidate, Duration waited) {
    Long nanos = usual.get(candidate);
    Duration fair = nanos == null ? unknown : Duration.ofNanos(nanos * FACTOR);
    Duration least = fair.compareTo(LEAST) < 0 ? LEAST : fair;
    return waited.compareTo(least.compareTo(unknown) > 0 ? unknown : least) >= 0;
  }
}
