package dev.andon.hub.routing;

import dev.andon.hub.time.Sleeper;
import dev.andon.hub.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Wall time and monotonic time in one, so that hours pass in a test's seconds. Thread-safe. */
public final class ScaledTime implements InstantSource, Ticker, Sleeper {
  private final Instant began;
  private final AtomicLong passed = new AtomicLong();

  public ScaledTime(Instant began) {
    this.began = began;
  }

  @Override
  public Instant instant() {
    return began.plusNanos(passed.get());
  }

  @Override
  public long nanos() {
    return passed.get();
  }

  public void advance(Duration span) {
    passed.addAndGet(span.toNanos());
  }

  /** Since the test began. */
  public Duration passed() {
    return Duration.ofNanos(passed.get());
  }

  /** Whoever waits moves the time. */
  @Override
  public void await(Duration span) {
    advance(span);
  }
}
