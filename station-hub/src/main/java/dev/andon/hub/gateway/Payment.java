package dev.andon.hub.gateway;

import dev.andon.hub.exchange.Money;
import dev.andon.hub.exchange.TokenUsage;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.till.Ticket;
import dev.andon.hub.till.Till;
import java.util.Optional;

/**
 * A hold that is handed back exactly once, also when the caller has gone away. Confined to one
 * attempt.
 */
final class Payment {
  private final Till till;
  private final Ticket ticket;
  private boolean done;
  private boolean handedOver;

  Payment(Till till, Ticket ticket) {
    this.till = till;
    this.ticket = ticket;
  }

  /** The provider reported {@code usage}; returns the cost in the plant's currency. */
  Money settle(TokenUsage usage, LedgerEntry.Outcome outcome) {
    done = true;
    return Uninterrupted.run(() -> till.settle(ticket, usage, outcome).cost());
  }

  /** Nobody knows what it cost; returns the bound. */
  Money unknown() {
    done = true;
    return Uninterrupted.run(() -> till.unknown(ticket).cost());
  }

  /** It costs nothing. */
  Optional<Money> free() {
    done = true;
    return Uninterrupted.run(
        () -> {
          till.free(ticket);
          return Optional.empty();
        });
  }

  /** From here on, a stream hands it back. */
  void handedOver() {
    handedOver = true;
  }

  /** An attempt that ended in an unforeseen way may have cost its bound. */
  void unlessDone() {
    if (!done && !handedOver) {
      unknown();
    }
  }
}
