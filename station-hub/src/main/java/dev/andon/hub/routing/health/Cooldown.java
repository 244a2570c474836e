package dev.andon.hub.routing.health;

import java.time.Duration;
import java.util.Optional;

/**
 * Keeps something that was refused unused: for a while that doubles with each refusal; then it lets
 * one probe at a time through until one succeeds.
 *
 * <pre>
 *  FREE ──refused──► COOLING ──time──► PROBING ──succeeded──► FREE
 *                       ▲                 │
 *                       └────refused──────┘
 * </pre>
 *
 * Times are nanoseconds of a monotonic clock. Not thread-safe; guarded by its {@link KeyPool}.
 */
final class Cooldown {
  private static final int MAX_DOUBLINGS = 20;

  private final Duration first;
  private final Duration longest;
  private final Duration probe;
  private int refusals;
  private long until;

  /**
   * @param first how long it cools down after the first refusal
   * @param longest the longest time that doubling leads to
   * @param probe how long a probe may take before another is let through
   */
  Cooldown(Duration first, Duration longest, Duration probe) {
    this.first = first;
    this.longest = longest;
    this.probe = probe;
  }

  /** How long it still cools down; empty if it may be used, freely or for a probe. */
  Optional<Duration> left(long now) {
    return refusals > 0 && until - now > 0
        ? Optional.of(Duration.ofNanos(until - now))
        : Optional.empty();
  }

  boolean free() {
    return refusals == 0;
  }

  /** It is used: a probe keeps the others away meanwhile. */
  void use(long now) {
    if (refusals > 0) {
      until = now + probe.toNanos();
    }
  }

  /** A probe that was handed out was not used after all. */
  void unused(long now) {
    if (refusals > 0) {
      until = now;
    }
  }

  /** Cools down, for as long as was asked or else for the doubling time; returns how long. */
  Duration refused(long now, Optional<Duration> asked) {
    Duration wait = asked.orElseGet(this::doubled);
    refusals++;
    until = now + wait.toNanos();
    return wait;
  }

  /** Free again; returns whether it was cooling down before. */
  boolean succeeded() {
    boolean was = refusals > 0;
    refusals = 0;
    return was;
  }

  private Duration doubled() {
    double nanos = first.toNanos() * Math.pow(2, Math.min(refusals, MAX_DOUBLINGS));
    return Duration.ofNanos((long) Math.min(nanos, (double) longest.toNanos()));
  }
}
