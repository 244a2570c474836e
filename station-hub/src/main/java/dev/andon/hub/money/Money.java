package dev.andon.hub.money;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;

/**
 * An exact amount in millionths of one currency unit (µ-units): 1.50 EUR is 1 500 000 µEUR. May be
 * negative, for corrections. Arithmetic never rounds; it throws {@link ArithmeticException} on
 * overflow (beyond about ±9.2 million million units) and {@link IllegalArgumentException} when
 * currencies differ. Immutable.
 */
public record Money(long micros, Currency currency) implements Comparable<Money> {
  public static final long MICROS_PER_UNIT = 1_000_000L;
  private static final int DECIMALS = 6;

  public Money {
    requireNonNull(currency, "currency is null");
  }

  /** {@code currency} is an ISO 4217 code such as {@code EUR}. */
  public static Money ofMicros(long micros, String currency) {
    return new Money(micros, currencyOf(currency));
  }

  public static Money zero(Currency currency) {
    return new Money(0, currency);
  }

  /**
   * An amount in whole units with at most six decimals; more decimals are refused, never rounded.
   */
  public static Money of(BigDecimal units, Currency currency) {
    try {
      return new Money(units.movePointRight(DECIMALS).longValueExact(), currency);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "amount " + units + " " + currency + " has more than six decimals or is out of range", e);
    }
  }

  /** {@code units} as decimal text, for example {@code "220"} or {@code "0.15"}. */
  public static Money parse(String units, String currency) {
    try {
      return of(new BigDecimal(units.strip()), currencyOf(currency));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + units + "' is not a decimal amount such as 220 or 0.15", e);
    }
  }

  /** The currency of an ISO 4217 code in either case; an unknown code is refused by name. */
  public static Currency currencyOf(String code) {
    try {
      return Currency.getInstance(code.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + code + "' is not an ISO 4217 currency code such as EUR or USD", e);
    }
  }

  public Money plus(Money other) {
    return new Money(Math.addExact(micros, other.in(currency)), currency);
  }

  public Money minus(Money other) {
    return new Money(Math.subtractExact(micros, other.in(currency)), currency);
  }

  public Money times(long factor) {
    return new Money(Math.multiplyExact(micros, factor), currency);
  }

  public Money negated() {
    return new Money(Math.negateExact(micros), currency);
  }

  public boolean isZero() {
    return micros == 0;
  }

  public boolean isNegative() {
    return micros < 0;
  }

  /** In whole units, with six decimals. */
  public BigDecimal units() {
    return BigDecimal.valueOf(micros, DECIMALS);
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(micros, other.in(currency));
  }

  /** Two to six decimals and the code, for example {@code 1.50 EUR} or {@code 0.000043 USD}. */
  @Override
  public String toString() {
    String decimals =
        Long.toString(MICROS_PER_UNIT + Math.abs(micros % MICROS_PER_UNIT)).substring(1);
    int length = DECIMALS;
    while (length > 2 && decimals.charAt(length - 1) == '0') {
      length--;
    }
    return (micros < 0 ? "-" : "")
        + Math.abs(micros / MICROS_PER_UNIT)
        + "."
        + decimals.substring(0, length)
        + " "
        + currency.getCurrencyCode();
  }

  private long in(Currency expected) {
    if (!currency.equals(expected)) {
      throw new IllegalArgumentException(
          "cannot combine " + expected + " with " + this + "; convert first");
    }
    return micros;
  }
}
