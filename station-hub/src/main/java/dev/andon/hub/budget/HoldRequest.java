package dev.andon.hub.budget;

import dev.andon.hub.money.Owners;
import dev.andon.hub.price.Charge;
import dev.andon.hub.price.Quote;
import dev.andon.hub.request.RequestId;

/**
 * One attempt that wants to be paid for, with what the ledger needs should its answer never become
 * known.
 *
 * @param attempt from 1, unique in the request
 * @param variant of the part, or empty; at most 256 characters
 * @param model {@code provider/model} of the candidate
 * @param priceVersion of the price book, see {@link Quote#priceVersion}
 * @param bound the most it can cost, truly
 */
public record HoldRequest(
    RequestId request,
    int attempt,
    Owners owners,
    String variant,
    String model,
    String priceVersion,
    Charge bound) {
  private static final int LONGEST_VARIANT = 256;

  public HoldRequest {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt is " + attempt + "; attempts count from 1");
    }
    if (variant.length() > LONGEST_VARIANT) {
      throw new IllegalArgumentException(
          "the variant of a hold has " + variant.length() + " characters; at most 256 are kept");
    }
    if (bound.price().isNegative() || bound.cost().isNegative()) {
      throw new IllegalArgumentException(
          "the bound of a hold is " + bound.cost() + "; it must be 0 or more");
    }
  }

  /** For an attempt with the price and bound of {@code quote}. */
  public static HoldRequest of(
      RequestId request, int attempt, Owners owners, String variant, String model, Quote quote) {
    return new HoldRequest(
        request, attempt, owners, variant, model, quote.priceVersion(), quote.bound());
  }
}
