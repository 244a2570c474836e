package dev.andon.hub.billing;

import dev.andon.hub.budget.Hold;
import dev.andon.hub.budget.HoldRequest;
import dev.andon.hub.ledger.Ledger;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.ledger.Subject;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Charge;
import dev.andon.hub.store.Tx;
import java.util.function.Consumer;

/** What the ledger says in the place of holds. Thread-safe. */
final class HoldEntries {
  private final Ledger ledger;

  HoldEntries(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Writes the entry; an attempt that costs nothing leaves none. */
  Consumer<Tx> of(Hold hold, LedgerEntry.Outcome outcome, TokenUsage usage, Charge charge) {
    if (charge.isZero()) {
      return tx -> {};
    }
    HoldRequest request = hold.request();
    Subject subject =
        Subject.of(
            request.owners(), request.variant(), request.model(), request.priceVersion(), charge);
    LedgerEntry entry =
        LedgerEntry.of(
            request.request(), request.attempt(), hold.at(), subject, outcome, usage, charge);
    return ledger.booking(entry)::write;
  }
}
