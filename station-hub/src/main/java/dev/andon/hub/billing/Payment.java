package dev.andon.hub.billing;

import dev.andon.hub.budget.Hold;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Charge;
import dev.andon.hub.price.Quote;
import java.util.Optional;

/**
 * What one attempt is paid with: its hold and its price. It ends once, settled, freed or unknown; a
 * booking that throws has not ended it. Where the disk refuses a booking, the hold goes on counting
 * and {@link Billing#rollUp} tries again. Closed before it has ended, it is unknown. Bookkeeping
 * runs to its end also for a caller that is interrupted. Confined to one attempt.
 */
public final class Payment implements AutoCloseable {
  private final Billing billing;
  private final Hold hold;
  private final Quote quote;
  private boolean ended;
  private boolean handedOver;

  Payment(Billing billing, Hold hold, Quote quote) {
    this.billing = billing;
    this.hold = hold;
    this.quote = quote;
  }

  /** What is held, with the request and attempt that it is held for. */
  public Hold hold() {
    return hold;
  }

  /**
   * The provider reported {@code usage}.
   *
   * @param outcome ANSWERED, FAILED or CANCELLED
   * @return what it cost, in the plant's currency
   */
  public Money settle(TokenUsage usage, LedgerEntry.Outcome outcome) {
    return end(outcome, usage, billing.charge(quote, usage, hold.at()), Optional.empty());
  }

  /**
   * The provider answered, and the answer is kept in the transaction that books it, for a caller
   * that outlives this process.
   *
   * @param usage empty where the provider did not report it: then the bound is booked
   */
  public Money answered(Optional<TokenUsage> usage, String answer) {
    return usage
        .map(
            known ->
                end(
                    LedgerEntry.Outcome.ANSWERED,
                    known,
                    billing.charge(quote, known, hold.at()),
                    Optional.of(answer)))
        .orElseGet(() -> unknown(Optional.of(answer)));
  }

  /** Nobody knows what it cost: the bound is booked. */
  public Money unknown() {
    return unknown(Optional.empty());
  }

  private Money unknown(Optional<String> answer) {
    return end(
        LedgerEntry.Outcome.OUTCOME_UNKNOWN, TokenUsage.NONE, hold.request().bound(), answer);
  }

  /**
   * The provider is known to bill nothing for it: it refused, or was never reached. Leaves no
   * ledger entry.
   */
  public void free() {
    end(
        LedgerEntry.Outcome.FAILED,
        TokenUsage.NONE,
        hold.request().bound().zero(),
        Optional.empty());
  }

  /** From here on a stream ends it: {@link #close} does nothing. */
  public void handOver() {
    handedOver = true;
  }

  /** The stream that it was handed over to has come to its end. */
  public void closeStream() {
    if (!ended) {
      unknown();
    }
  }

  /** An attempt that has ended in an unforeseen way may have cost its bound. */
  @Override
  public void close() {
    if (!handedOver) {
      closeStream();
    }
  }

  private Money end(
      LedgerEntry.Outcome outcome, TokenUsage usage, Charge charge, Optional<String> answer) {
    return Uninterrupted.run(
        () -> {
          billing.book(hold, outcome, usage, charge, answer);
          ended = true;
          return charge.cost();
        });
  }
}
