package dev.andon.hub.budget;

import dev.andon.hub.money.Money;
import java.time.Duration;

/**
 * How far a hard budget reaches from now on for one who pays.
 *
 * @param free what it would still grant them, without growing and without the floors of others; 0
 *     or more
 * @param lasts for how long that has to do: until the window begins anew; for a rolling window, as
 *     long as it takes to spend as much at the pace that it allows for ever
 */
public record BudgetOutlook(BudgetRule rule, Money free, Duration lasts) {
  public BudgetOutlook {
    if (free.isNegative() || lasts.isNegative()) {
      throw new IllegalArgumentException(
          "the outlook of "
              + rule.id()
              + " is "
              + free
              + " for "
              + lasts
              + "; both must be 0 or more");
    }
  }
}
