package dev.andon.hub.price;

import dev.andon.hub.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The plant's currency and the dated rates from and to it. A rate counts from its day in the
 * plant's zone until the next one, so an amount converted for an instant is the same whenever it is
 * asked again; rates of past days must not be edited. Immutable.
 */
public final class ExchangeRates {
  private final Currency plant;
  private final ZoneId zone;
  private final Map<Pair, TreeMap<LocalDate, ExchangeRate>> rates = new HashMap<>();

  public ExchangeRates(Currency plant, ZoneId zone, List<ExchangeRate> rates) {
    this.plant = plant;
    this.zone = zone;
    rates.stream()
        .sorted(Comparator.comparing(ExchangeRate::since))
        .forEach(
            r ->
                this.rates
                    .computeIfAbsent(new Pair(r.from(), r.to()), p -> new TreeMap<>())
                    .put(r.since(), r));
  }

  /** The plant's zone: its days are those of the rates, the windows and the ledger. */
  public ZoneId zone() {
    return zone;
  }

  /** No foreign money at all. */
  public static ExchangeRates none(Currency plant, ZoneId zone) {
    return new ExchangeRates(plant, zone, List.of());
  }

  public Currency plant() {
    return plant;
  }

  /** Whether {@link #convert} would work on that day. */
  public boolean knows(Currency from, Currency to, LocalDate day) {
    return from.equals(to) || rateOn(from, to, day) != null || rateOn(to, from, day) != null;
  }

  /** {@code price} with its worth in the plant's currency. */
  public Charge charge(Money price, Instant at) {
    return new Charge(price, convert(price, plant, at));
  }

  /** The charge in any currency: one of its own two, or converted from the plant's. In µ-units. */
  public long micros(Charge charge, Currency currency, Instant at) {
    if (charge.cost().currency().equals(currency)) {
      return charge.cost().micros();
    }
    return charge.price().currency().equals(currency)
        ? charge.price().micros()
        : convert(charge.cost(), currency, at).micros();
  }

  /**
   * The worth of {@code money} in {@code to}, on that day; where only the opposite rate is known,
   * by its inverse.
   *
   * @throws IllegalArgumentException where no rate is dated on or before that day
   */
  public Money convert(Money money, Currency to, Instant at) {
    if (money.currency().equals(to)) {
      return money;
    }
    LocalDate day = at.atZone(zone).toLocalDate();
    ExchangeRate rate = rateOn(money.currency(), to, day);
    if (rate != null) {
      return new Money(rate.convert(money.micros()), to);
    }
    ExchangeRate back = rateOn(to, money.currency(), day);
    if (back != null) {
      return new Money(back.convertBack(money.micros()), to);
    }
    throw new IllegalArgumentException(
        "no exchange rate between "
            + money.currency()
            + " and "
            + to
            + " on "
            + day
            + "; add one to exchange_rates with since: "
            + day
            + " or earlier");
  }

  private @Nullable ExchangeRate rateOn(Currency from, Currency to, LocalDate day) {
    TreeMap<LocalDate, ExchangeRate> dated = rates.get(new Pair(from, to));
    Map.Entry<LocalDate, ExchangeRate> entry = dated == null ? null : dated.floorEntry(day);
    return entry == null ? null : entry.getValue();
  }

  private record Pair(Currency from, Currency to) {}
}
