package dev.andon.hub.budget;

import dev.andon.hub.money.Owner;
import java.time.Instant;
import java.util.Currency;
import java.util.List;

/**
 * The booked past, as budgets need it to begin a window's count: the ledger behind a port.
 * Thread-safe.
 */
public interface Spending {
  /**
   * What attempts from {@code from} (in) to {@code to} (out) cost {@code owner}, in pieces of at
   * most an hour.
   */
  List<Piece> spent(Owner owner, Currency currency, Instant from, Instant to);

  /** The time of the latest booked attempt; {@link Instant#EPOCH} where there is none. */
  Instant latest();

  /**
   * A sum of attempts.
   *
   * @param until no later than this
   * @param micros in µ-units of the asked currency; negative after corrections
   */
  record Piece(Instant until, long micros) {}
}
