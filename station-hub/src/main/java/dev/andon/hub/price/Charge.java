package dev.andon.hub.price;

import dev.andon.hub.money.Money;

/**
 * One amount twice: as the provider bills it, and in the plant's currency at the exchange rate of
 * the attempt's day.
 *
 * @param price in the price book's currency for the model
 * @param cost in the plant's currency
 */
public record Charge(Money price, Money cost) {
  /** Where the provider bills in the plant's own currency. */
  public static Charge same(Money money) {
    return new Charge(money, money);
  }

  public Charge negated() {
    return new Charge(price.negated(), cost.negated());
  }

  public Charge zero() {
    return new Charge(Money.zero(price.currency()), Money.zero(cost.currency()));
  }

  public boolean isZero() {
    return price.isZero() && cost.isZero();
  }

  /** Whether this is above {@code other} in either currency. */
  public boolean exceeds(Charge other) {
    return price.compareTo(other.price) > 0 || cost.compareTo(other.cost) > 0;
  }
}
