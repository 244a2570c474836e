package dev.andon.hub.ratelimit;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A request that goes on. Close it once, when the request is over; closing again does nothing.
 * Thread-safe.
 */
public final class Permit implements AutoCloseable {
  private final List<OwnerRate> paces;
  private final List<RateState> states;
  private final AtomicLong tokens;
  private final AtomicBoolean closed = new AtomicBoolean();

  Permit(List<OwnerRate> paces, long tokens, List<RateState> states) {
    this.paces = paces;
    this.states = states;
    this.tokens = new AtomicLong(tokens);
  }

  /** The tightest rate per unit; empty where no owner has one. */
  public List<RateState> states() {
    return states;
  }

  /**
   * The tokens it really took: what was estimated too much is given back, what was too little is
   * taken.
   */
  public void used(long actual) {
    long estimated = tokens.getAndSet(actual);
    paces.forEach(pace -> pace.adjust(estimated, actual));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      paces.forEach(OwnerRate::leave);
    }
  }
}
