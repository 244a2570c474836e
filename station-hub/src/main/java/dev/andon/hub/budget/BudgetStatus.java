package dev.andon.hub.budget;

import dev.andon.hub.money.Money;
import java.time.Instant;
import java.util.Optional;

/**
 * Where one budget stands now.
 *
 * @param limit with top-ups
 * @param stop what is never exceeded
 * @param spent booked in this window
 * @param held reserved by attempts under way
 * @param resetsAt empty for a rolling window
 * @param wouldRefuse attempts that a soft or shadow budget let pass, since start
 */
public record BudgetStatus(
    BudgetRule rule,
    Money limit,
    Money stop,
    Money spent,
    Money held,
    Optional<Instant> resetsAt,
    long wouldRefuse) {
  /** What an attempt can still take; never negative. */
  public Money left() {
    Money left = stop.minus(spent).minus(held);
    return left.isNegative() ? Money.zero(left.currency()) : left;
  }
}
