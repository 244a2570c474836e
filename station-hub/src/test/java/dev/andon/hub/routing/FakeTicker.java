package dev.andon.hub.routing;

import dev.andon.hub.time.Sleeper;
import dev.andon.hub.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves when it is told to; waiting moves it. */
public final class FakeTicker implements Ticker, Sleeper {
  private final AtomicLong nanos = new AtomicLong(1_000_000_000L);

  @Override
  public long nanos() {
    return nanos.get();
  }

  public void advance(Duration span) {
    nanos.addAndGet(span.toNanos());
  }

  @Override
  public void await(Duration span) {
    advance(span);
  }
}
