package dev.andon.hub.billing;

import dev.andon.hub.budget.HoldRequest;
import dev.andon.hub.money.Money;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Row;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;
import java.util.List;
import java.util.Optional;

/**
 * Answers that were paid for and not handed on yet: written in the transaction that books them,
 * taken away in the one that stores what came of them. So there are as many as there are requests
 * under way whose caller outlives the process. Thread-safe.
 */
public final class PaidAnswers {
  /** What the store needs before answers can be kept. */
  public static final List<Migration> MIGRATIONS =
      List.of(Migration.resource(PaidAnswers.class, "paid", 1));

  private final Store store;

  /** Works on a store that was opened with {@link #MIGRATIONS}. */
  public PaidAnswers(Store store) {
    this.store = store;
  }

  /** An answer without its cost, which the ledger knows. */
  record Kept(RequestId request, int attempt, String candidate, String text) {
    Past.Answered at(Money cost) {
      return new Past.Answered(request, candidate, text, cost);
    }
  }

  static void keep(Tx tx, HoldRequest attempt, String text, long nowMs) {
    tx.update(
        "INSERT INTO paid_answer (request, attempt, kept_ms, candidate, answer)"
            + " VALUES (?, ?, ?, ?, ?)",
        attempt.request().toString(),
        attempt.attempt(),
        nowMs,
        attempt.model(),
        text);
  }

  /** The first answer to a request. */
  Optional<Kept> find(RequestId request) {
    return store.read(
        tx ->
            tx.first(
                "SELECT request, attempt, candidate, answer FROM paid_answer WHERE request = ?"
                    + " ORDER BY attempt LIMIT 1",
                PaidAnswers::kept,
                request.toString()));
  }

  /** What came of the request is stored in this transaction: its answer is not needed any more. */
  public static void forget(Tx tx, RequestId request) {
    tx.update("DELETE FROM paid_answer WHERE request = ?", request.toString());
  }

  /** Deletes answers from before {@code ms} that nobody ever asked for. */
  public int forgetBefore(long ms) {
    return store.write(tx -> tx.update("DELETE FROM paid_answer WHERE kept_ms < ?", ms));
  }

  private static Kept kept(Row row) {
    return new Kept(RequestId.parse(row.text(1)), (int) row.number(2), row.text(3), row.text(4));
  }
}
