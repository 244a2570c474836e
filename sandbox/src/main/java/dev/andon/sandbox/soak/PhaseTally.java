package dev.andon.sandbox.soak;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far a phase is: how many of its faults were begun and are over, and its time. Thread-safe.
 */
final class PhaseTally {

  private final long target;
  private final Duration limit;
  private volatile long began = System.nanoTime();
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong done = new AtomicLong();

  PhaseTally(CampaignPlan.Planned phase) {
    this(phase.target(), phase.limit());
  }

  PhaseTally(long target, Duration limit) {
    this.target = target;
    this.limit = limit;
  }

  /** From now on its time runs. */
  void begin() {
    began = System.nanoTime();
  }

  long target() {
    return target;
  }

  /** Whether one more is wanted; it is taken by whoever asks, and to be finished by him. */
  boolean take() {
    return inTime() && begun.getAndUpdate(now -> Math.min(target, now + 1)) < target;
  }

  /** One that was taken did not come about. */
  void giveBack() {
    begun.decrementAndGet();
  }

  /** One that was taken is over. */
  void finished() {
    done.incrementAndGet();
  }

  /** Where what counts is measured and not taken one by one. */
  void reached(long count) {
    done.accumulateAndGet(count, Math::max);
  }

  long done() {
    return done.get();
  }

  boolean isReached() {
    return done.get() >= target;
  }

  boolean inTime() {
    return elapsed().compareTo(limit) < 0;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  Duration limit() {
    return limit;
  }

  /** By the pace so far; the whole limit before anything has happened. */
  Duration left() {
    long now = done.get();
    Duration most = limit.minus(elapsed());
    if (now == 0) {
      return most.isNegative() ? Duration.ZERO : most;
    }
    Duration pace = elapsed().multipliedBy(Math.max(0, target - now)).dividedBy(now);
    return pace.compareTo(most) < 0 ? pace : most.isNegative() ? Duration.ZERO : most;
  }
}
