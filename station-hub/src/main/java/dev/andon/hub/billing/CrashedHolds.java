package dev.andon.hub.billing;

import dev.andon.hub.budget.Hold;
import dev.andon.hub.budget.HoldJournal;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Charge;

/**
 * Holds that a process left behind when it was killed: nobody knows what came of their attempts, so
 * each is booked at its bound before anything else is paid for. Confined to the start.
 */
final class CrashedHolds {
  private final HoldJournal journal;
  private final HoldEntries entries;

  CrashedHolds(HoldJournal journal, HoldEntries entries) {
    this.journal = journal;
    this.entries = entries;
  }

  void book() {
    journal.openHolds().forEach(this::book);
  }

  private void book(Hold hold) {
    Charge bound = hold.request().bound();
    journal.close(
        hold, bound, entries.of(hold, LedgerEntry.Outcome.OUTCOME_UNKNOWN, TokenUsage.NONE, bound));
  }
}
