package dev.andon.hub.ledger;

import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.price.Charge;
import dev.andon.hub.price.ExchangeRates;
import dev.andon.hub.store.Row;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What owners have spent, read from the hourly sums and the few entries that are not in them.
 * Thread-safe.
 */
public final class Spent {
  private static final String IN_CURRENCY =
      "SUM(CASE WHEN s.cost_currency = ? THEN x.cost_micros WHEN s.price_currency = ? THEN x.price_micros ELSE 0 END)";
  private static final String RAW =
      " FROM ledger x JOIN ledger_subject s ON s.id = x.subject WHERE ";

  private final Store store;
  private final Hours hours;
  private final ExchangeRates rates;

  public Spent(Store store, ZoneId zone, ExchangeRates rates) {
    this.store = store;
    this.hours = new Hours(zone);
    this.rates = rates;
  }

  /**
   * Sums of at most an hour each, handed over as (no later than, µ-units); attempts from {@code
   * from} (in) to {@code to} (out).
   */
  public void each(
      Owner owner, Currency currency, Instant from, Instant to, BiConsumer<Instant, Long> piece) {
    store.read(
        tx -> {
          Question question =
              new Question(tx, column(owner.kind()), owner.id(), currency.getCurrencyCode(), piece);
          long first = from.toEpochMilli();
          long last = to.toEpochMilli();
          long fullFrom = Math.min(hours.ceiling(first), last);
          long fullTo = Math.max(hours.floor(last), fullFrom);
          question.hours(fullFrom, fullTo);
          question.entries("x.id <= (SELECT up_to FROM ledger_rolled)", first, fullFrom);
          question.entries("x.id <= (SELECT up_to FROM ledger_rolled)", fullTo, last);
          question.entries("x.id > (SELECT up_to FROM ledger_rolled)", first, last);
          question.foreign(rates, currency, first, last);
          return true;
        });
  }

  /** The time of the latest attempt in the books, or the epoch. */
  public Instant latest() {
    return store.read(tx -> Instant.ofEpochMilli(tx.number("SELECT MAX(at_ms) FROM ledger")));
  }

  static String column(Owner.Kind kind) {
    return switch (kind) {
      case KEY -> "api_key";
      case STATION -> "station";
      case LINE -> "line";
      case TEAM -> "team";
      case CUSTOMER -> "customer";
      case PLANT -> "plant";
    };
  }

  private record Question(
      Tx tx, String column, String id, String currency, BiConsumer<Instant, Long> piece) {
    void hours(long from, long to) {
      if (from < to) {
        tx.each(
            "SELECT x.hour_ms + 3600000, "
                + IN_CURRENCY
                + " FROM ledger_hour x JOIN ledger_subject s ON s.id = x.subject"
                + " WHERE x.hour_ms >= ? AND x.hour_ms < ? AND s."
                + column
                + " = ? GROUP BY x.hour_ms",
            row -> piece.accept(Instant.ofEpochMilli(row.number(1)), row.number(2)),
            currency,
            currency,
            from,
            to,
            id);
      }
    }

    void entries(String which, long from, long to) {
      if (from < to) {
        tx.each(
            "SELECT MAX(x.at_ms), "
                + IN_CURRENCY
                + RAW
                + which
                + " AND x.at_ms >= ? AND x.at_ms < ? AND s."
                + column
                + " = ? GROUP BY x.hour_ms",
            row -> piece.accept(Instant.ofEpochMilli(row.number(1)), row.number(2)),
            currency,
            currency,
            from,
            to,
            id);
      }
    }

    /** Entries in neither currency are converted one by one, as they were when they were booked. */
    void foreign(ExchangeRates rates, Currency wanted, long from, long to) {
      List<Long> subjects = new ArrayList<>();
      tx.each(
          "SELECT s.id FROM ledger_subject s WHERE s.cost_currency <> ? AND s.price_currency <> ? AND s."
              + column
              + " = ?",
          row -> subjects.add(row.number(1)),
          currency,
          currency,
          id);
      for (Long subject : subjects) {
        tx.each(
            "SELECT x.at_ms, x.cost_micros, s.cost_currency, x.price_micros, s.price_currency"
                + RAW
                + "x.at_ms >= ? AND x.at_ms < ? AND x.subject = ?",
            row -> piece.accept(Instant.ofEpochMilli(row.number(1)), convert(rates, wanted, row)),
            from,
            to,
            subject);
      }
    }

    private static long convert(ExchangeRates rates, Currency wanted, Row row) {
      Charge charge =
          new Charge(
              Money.ofMicros(row.number(4), row.text(5)),
              Money.ofMicros(row.number(2), row.text(3)));
      return rates.micros(charge, wanted, Instant.ofEpochMilli(row.number(1)));
    }
  }
}
