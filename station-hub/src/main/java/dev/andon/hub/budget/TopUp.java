package dev.andon.hub.budget;

import dev.andon.hub.money.Money;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A limit raised for a time.
 *
 * @param rule {@link BudgetRule#id}
 * @param amount above 0, in the rule's currency
 * @param reason for the books
 * @param by who granted it
 * @param from first instant it counts
 * @param until first instant it counts no more
 * @param automatic granted by the rule itself
 */
public record TopUp(
    String rule,
    Money amount,
    String reason,
    String by,
    Instant from,
    Instant until,
    boolean automatic) {
  public TopUp {
    from = from.truncatedTo(ChronoUnit.MILLIS);
    until = until.truncatedTo(ChronoUnit.MILLIS);
    if (amount.micros() <= 0) {
      throw new IllegalArgumentException("a top-up of " + amount + "; it must be above 0");
    }
    if (reason.isBlank() || by.isBlank()) {
      throw new IllegalArgumentException("a top-up needs a reason and the name of who grants it");
    }
    if (!from.isBefore(until)) {
      throw new IllegalArgumentException(
          "a top-up must expire after it begins: " + from + " to " + until);
    }
  }

  boolean countsAt(long millis) {
    return from.toEpochMilli() <= millis && millis < until.toEpochMilli();
  }
}
