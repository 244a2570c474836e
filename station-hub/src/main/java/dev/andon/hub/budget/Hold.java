package dev.andon.hub.budget;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One attempt's reservation.
 *
 * <pre>
 *   HELD ──dispatch──► DISPATCHED ──► SETTLED   the answer's cost is known
 *    └──► RELEASED               └──► UNKNOWN   booked at the bound
 * </pre>
 *
 * Its state changes only through {@link Budgets}; thread-safe.
 */
public final class Hold {
  /** Where a hold is in its life. */
  public enum State {
    HELD,
    DISPATCHED,
    SETTLED,
    RELEASED,
    UNKNOWN
  }

  private final HoldRequest request;
  private final Instant at;
  private final List<Share> shares = new ArrayList<>();
  private volatile State state;
  private boolean closing;

  Hold(HoldRequest request, Instant at, State state) {
    this.request = request;
    this.at = at;
    this.state = state;
  }

  public HoldRequest request() {
    return request;
  }

  /** When it was taken; decides the windows, the exchange rate and the price that count. */
  public Instant at() {
    return at;
  }

  public State state() {
    return state;
  }

  @Override
  public String toString() {
    return "hold request="
        + request.request()
        + " attempt="
        + request.attempt()
        + " state="
        + state
        + " bound="
        + request.bound().cost();
  }

  List<Share> shares() {
    return shares;
  }

  void become(State next) {
    state = next;
  }

  boolean closing() {
    return closing;
  }

  void closing(boolean now) {
    closing = now;
  }

  /** What it takes from one budget's count. */
  record Share(Count count, long micros) {}
}
