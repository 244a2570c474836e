package dev.andon.hub.budget;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One attempt's reservation.
 *
 * <pre>
 *   OPEN ──► SETTLED   the answer's cost is known
 *      └───► UNKNOWN   booked at the bound
 * </pre>
 *
 * Its state changes only through {@link Budgets}; thread-safe.
 */
public final class Hold {
  /** Where a hold is in its life. */
  public enum State {
    /** The request may be on its way: whatever happens, this hold costs something or is settled. */
    OPEN,
    SETTLED,
    UNKNOWN,
    /** Its row could not be written, so nothing was sent. */
    NOT_TAKEN
  }

  private final HoldRequest request;
  private final Instant at;
  private final List<Share> shares = new ArrayList<>();
  private volatile State state;
  private boolean closing;

  Hold(HoldRequest request, Instant at) {
    this.request = request;
    this.at = at;
    this.state = State.OPEN;
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
  record Share(WindowCounter count, long micros) {}
}
