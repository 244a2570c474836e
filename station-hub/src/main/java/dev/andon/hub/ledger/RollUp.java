package dev.andon.hub.ledger;

import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;

/**
 * Folds new entries into sums by hour, a bounded number at a time, so that no hold waits long
 * behind it. Thread-safe.
 */
public final class RollUp {
  private static final int ROWS = 2_000;
  private static final String SUMS =
      "calls, input, cached_input, cache_write, image, audio, output, reasoning, price_micros, cost_micros, saved_micros";
  private static final String FOLD =
      "INSERT INTO ledger_hour (hour_ms, subject, outcome, "
          + SUMS
          + ") SELECT hour_ms, subject, outcome, COUNT(*), SUM(input), SUM(cached_input), SUM(cache_write), SUM(image), SUM(audio),"
          + " SUM(output), SUM(reasoning), SUM(price_micros), SUM(cost_micros), SUM(saved_micros)"
          + " FROM ledger WHERE id > ? AND id <= ? GROUP BY hour_ms, subject, outcome"
          + " ON CONFLICT (hour_ms, subject, outcome) DO UPDATE SET calls = ledger_hour.calls + excluded.calls,"
          + " input = ledger_hour.input + excluded.input, cached_input = ledger_hour.cached_input + excluded.cached_input,"
          + " cache_write = ledger_hour.cache_write + excluded.cache_write, image = ledger_hour.image + excluded.image,"
          + " audio = ledger_hour.audio + excluded.audio, output = ledger_hour.output + excluded.output,"
          + " reasoning = ledger_hour.reasoning + excluded.reasoning,"
          + " price_micros = ledger_hour.price_micros + excluded.price_micros,"
          + " cost_micros = ledger_hour.cost_micros + excluded.cost_micros,"
          + " saved_micros = ledger_hour.saved_micros + excluded.saved_micros";

  private final Store store;

  public RollUp(Store store) {
    this.store = store;
  }

  /** Forgets the sums; they are folded again from the entries. */
  public static void beginAnew(Tx tx) {
    tx.update("DELETE FROM ledger_hour");
    tx.update("DELETE FROM ledger_rolled");
    tx.update("INSERT INTO ledger_rolled (up_to) VALUES (0)");
  }

  /** Folds all there is; returns how many entries. */
  public long run() {
    long folded = 0;
    long step = store.write(RollUp::fold);
    while (step > 0) {
      folded += step;
      step = store.write(RollUp::fold);
    }
    return folded;
  }

  private static long fold(Tx tx) {
    long from = tx.number("SELECT up_to FROM ledger_rolled");
    long to = Math.min(from + ROWS, tx.number("SELECT MAX(id) FROM ledger"));
    if (to <= from) {
      return 0;
    }
    tx.update(FOLD, from, to);
    tx.update("UPDATE ledger_rolled SET up_to = ?", to);
    return to - from;
  }
}
