package dev.andon.sandbox.bench.money;

import dev.andon.hub.store.Store;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Puts as many rows into the books as years of work would. SQLite only. */
final class LedgerFiller {
  private static final long HOUR = 3_600_000L;
  private static final int STEP = 20_000;
  private static final int SUBJECTS = 252;
  private static final int DAYS = 365;
  private static final String NUMBERS =
      "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?) ";

  private final Store store;
  private final long end = Instant.now().truncatedTo(ChronoUnit.HOURS).toEpochMilli();

  LedgerFiller(Store store) {
    this.store = store;
  }

  /** 28 stations with three variants and three models each. */
  void subjects() {
    store.write(
        tx ->
            tx.update(
                NUMBERS
                    + "INSERT INTO ledger_subject (api_key, station, line, team, customer, plant, variant, provider, model, price_version, price_currency, cost_currency)"
                    + " SELECT 'vk-' || (i % 28), 'station-' || (i % 28), 'line-' || (i % 7), '', '', 'plant-1', 'v' || (i / 28 % 3), 'openai', 'openai/m' || (i / 84),"
                    + " 'bench', 'USD', 'EUR' FROM n WHERE 1 ON CONFLICT DO NOTHING",
                SUBJECTS));
  }

  /** Until there are {@code rows} entries, spread over the last year. */
  void entries(long rows) {
    for (long have = count(); have < rows; have = count()) {
      long first = have;
      long step = Math.min(STEP, rows - have);
      store.write(
          tx ->
              tx.update(
                  NUMBERS
                      + "INSERT INTO ledger (request, attempt, at_ms, booked_ms, hour_ms, subject, outcome, input, cached_input, cache_write, image, audio, output,"
                      + " reasoning, price_micros, cost_micros, saved_micros, note)"
                      + " SELECT printf('%08x-0000-7000-8000-%012x', ? + i, ? + i), 1, ? + (? + i) * ?, ?, (? + (? + i) * ?) / 3600000 * 3600000,"
                      + " 1 + i % 252, 'ANSWERED', 26000, 0, 0, 25000, 0, 120, 0, 3972, 3655, 0, NULL FROM n",
                  step,
                  first,
                  first,
                  end - DAYS * 24 * HOUR,
                  first,
                  gap(rows),
                  end,
                  end - DAYS * 24 * HOUR,
                  first,
                  gap(rows)));
    }
  }

  /** The hourly sums of so many days at a million calls a day; reports do not need the entries. */
  void sums(int days) {
    for (int day = 0; day < days; day++) {
      long midnight = end - (days - day) * 24L * HOUR;
      store.write(
          tx ->
              tx.update(
                  NUMBERS
                      + "INSERT INTO ledger_hour (hour_ms, subject, outcome, calls, input, cached_input, cache_write, image, audio, output, reasoning, price_micros,"
                      + " cost_micros, saved_micros) SELECT ? + (i / 252) * 3600000, 1 + i % 252, 'ANSWERED', 165, 4290000, 0, 0, 4125000, 0, 19800, 0, 655380, 602950, 0 FROM n"
                      + " WHERE 1 ON CONFLICT (hour_ms, subject, outcome) DO NOTHING",
                  24L * SUBJECTS,
                  midnight));
    }
  }

  private long count() {
    return store.read(tx -> tx.number("SELECT MAX(id) FROM ledger"));
  }

  private static long gap(long rows) {
    return DAYS * 24 * HOUR / Math.max(1, rows);
  }
}
