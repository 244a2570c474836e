package dev.andon.hub.ledger;

import dev.andon.hub.money.Money;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Charge;
import dev.andon.hub.request.RequestId;
import java.time.Instant;

/**
 * One booking.
 *
 * @param attempt from 1; 0 for a cache hit, negative for corrections
 * @param at the attempt's time, which decides the day it counts on
 * @param charge what it cost; negative for a correction that gives back
 * @param saved what a cache hit would have cost, in the plant's currency
 * @param note why, for corrections; may be empty
 */
public record LedgerEntry(
    RequestId request,
    int attempt,
    Instant at,
    Subject subject,
    Outcome outcome,
    TokenUsage usage,
    Charge charge,
    Money saved,
    String note) {
  /** What became of the attempt. */
  public enum Outcome {
    /** It gave the answer. */
    ANSWERED,
    /** It cost something and gave no usable answer. */
    FAILED,
    /** The caller went away. */
    CANCELLED,
    /** Dispatched, and nobody knows; booked at its bound. */
    OUTCOME_UNKNOWN,
    /** Answered from the cache; cost nothing. */
    HIT,
    /** Mends an earlier entry. */
    CORRECTION,
    /** Spend whose entries were lost with a damaged file, booked anew from its second copy. */
    RECOVERED
  }

  public LedgerEntry {
    if (note.length() > 500) {
      throw new IllegalArgumentException(
          "a ledger note has " + note.length() + " characters; at most 500");
    }
    if (outcome != Outcome.CORRECTION
        && (charge.price().isNegative() || charge.cost().isNegative())) {
      throw new IllegalArgumentException(
          "an entry of " + charge.cost() + " must be a correction to be negative");
    }
  }

  /** An attempt with a known or bounded cost. */
  public static LedgerEntry of(
      RequestId request,
      int attempt,
      Instant at,
      Subject subject,
      Outcome outcome,
      TokenUsage usage,
      Charge charge) {
    return new LedgerEntry(
        request,
        attempt,
        at,
        subject,
        outcome,
        usage,
        charge,
        Money.zero(charge.cost().currency()),
        "");
  }
}
