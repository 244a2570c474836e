package dev.andon.hub.gateway;

import dev.andon.hub.billing.Billing;
import dev.andon.hub.billing.Ticket;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.TokenUsage;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A hold that is handed back exactly once, also when the caller has gone away. Confined to one
 * attempt.
 */
final class Payment {
  private final Billing billing;
  private final Ticket ticket;
  private boolean done;
  private boolean handedOver;

  Payment(Billing billing, Ticket ticket) {
    this.billing = billing;
    this.ticket = ticket;
  }

  /** The provider reported {@code usage}; returns the cost in the plant's currency. */
  Money settle(TokenUsage usage, LedgerEntry.Outcome outcome) {
    return closed(() -> billing.settle(ticket, usage, outcome).cost());
  }

  /** An answer that its caller may ask for again after this process; returns the cost. */
  Money answered(Optional<TokenUsage> usage, String answer) {
    return closed(() -> billing.answered(ticket, usage, answer).cost());
  }

  /** Nobody knows what it cost; returns the bound. */
  Money unknown() {
    return closed(() -> billing.unknown(ticket).cost());
  }

  /** It costs nothing. */
  Optional<Money> free() {
    return closed(
        () -> {
          billing.free(ticket);
          return Optional.empty();
        });
  }

  /** What throws has not handed the hold back. */
  private <T> T closed(Supplier<T> booking) {
    T result = Uninterrupted.run(booking);
    done = true;
    return result;
  }

  /** From here on, a stream hands it back. */
  void handedOver() {
    handedOver = true;
  }

  /** An attempt that ended in an unforeseen way may have cost its bound. */
  void unlessDone() {
    if (!handedOver) {
      atEnd();
    }
  }

  /** The same for the stream that it was handed over to. */
  void atEnd() {
    if (!done) {
      unknown();
    }
  }
}
