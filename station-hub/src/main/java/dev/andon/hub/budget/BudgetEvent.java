package dev.andon.hub.budget;

import dev.andon.hub.money.Money;
import java.math.BigDecimal;
import java.time.Instant;

/** Something about a budget that somebody may want to know at once. */
public sealed interface BudgetEvent {
  Instant at();

  /** One line for a human; holds no secret. */
  String message();

  /** The warning share was reached; once per window. */
  record Warned(Instant at, BudgetRule rule, Money spent, Money limit) implements BudgetEvent {
    @Override
    public String message() {
      return rule.id()
          + " has spent "
          + spent
          + " of "
          + limit
          + ", "
          + percent(rule.warnAt())
          + " % or more";
    }
  }

  /** The first attempt of a window that did not fit; refused if the rule is hard. */
  record Stopped(Instant at, BudgetRule rule, Money spent, Money held, Money limit)
      implements BudgetEvent {
    @Override
    public String message() {
      return rule.id()
          + " is used up: spent "
          + spent
          + ", held "
          + held
          + " of "
          + limit
          + " ("
          + rule.mode()
          + ")";
    }
  }

  /** The limit grew by itself. */
  record Grown(Instant at, BudgetRule rule, TopUp topUp) implements BudgetEvent {
    @Override
    public String message() {
      return rule.id() + " was raised by " + topUp.amount() + " until " + topUp.until();
    }
  }

  /** A provider reported more than the hold's bound: the bound is wrong and must be mended. */
  record AboveBound(Instant at, Hold hold, Money bound, Money actual) implements BudgetEvent {
    @Override
    public String message() {
      return "an attempt cost "
          + actual
          + ", above its bound of "
          + bound
          + ": "
          + hold.request().request()
          + "/"
          + hold.request().attempt();
    }
  }

  private static String percent(BigDecimal share) {
    return share.movePointRight(2).stripTrailingZeros().toPlainString();
  }
}
