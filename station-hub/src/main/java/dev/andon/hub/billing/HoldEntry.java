package dev.andon.hub.billing;

import dev.andon.hub.budget.Hold;
import dev.andon.hub.budget.HoldRequest;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.ledger.Subject;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Charge;

/** What the ledger says in the place of a hold. Pure. */
final class HoldEntry {
  private HoldEntry() {}

  static LedgerEntry of(Hold hold, LedgerEntry.Outcome outcome, TokenUsage usage, Charge charge) {
    HoldRequest request = hold.request();
    Subject subject =
        Subject.of(
            request.owners(), request.variant(), request.model(), request.priceVersion(), charge);
    return LedgerEntry.of(
        request.request(), request.attempt(), hold.at(), subject, outcome, usage, charge);
  }
}
