package dev.andon.hub.price;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Currency;

/**
 * From {@code since} on, one unit of {@code from} is worth {@code rate} units of {@code to}; at
 * most nine decimals.
 *
 * @param since first day, in the plant's zone
 */
public record ExchangeRate(Currency from, Currency to, BigDecimal rate, LocalDate since) {
  private static final int DECIMALS = 9;
  private static final long BILLION = 1_000_000_000L;
  private static final BigDecimal MAX = BigDecimal.valueOf(1_000_000);

  public ExchangeRate {
    requireNonNull(since, "since is null");
    if (from.equals(to)) {
      throw new IllegalArgumentException(
          "an exchange rate from " + from + " to itself makes no sense");
    }
    if (rate.signum() <= 0
        || rate.compareTo(MAX) > 0
        || rate.stripTrailingZeros().scale() > DECIMALS) {
      throw new IllegalArgumentException(
          "rate "
              + rate
              + " from "
              + from
              + " to "
              + to
              + " must be above 0, at most "
              + MAX
              + ", with at most nine decimals");
    }
  }

  /** {@code micros} of {@link #from} in {@link #to}, away from zero to the next µ-unit. */
  long convert(long micros) {
    long billionths = rate.movePointRight(DECIMALS).longValueExact();
    if (Math.abs(micros) < Long.MAX_VALUE / billionths) {
      long product = micros * billionths;
      return product < 0 ? -Math.ceilDiv(-product, BILLION) : Math.ceilDiv(product, BILLION);
    }
    return BigDecimal.valueOf(micros).multiply(rate).setScale(0, RoundingMode.UP).longValueExact();
  }

  /** {@code micros} of {@link #to} in {@link #from}, away from zero to the next µ-unit. */
  long convertBack(long micros) {
    return BigDecimal.valueOf(micros).divide(rate, 0, RoundingMode.UP).longValueExact();
  }
}
