package dev.andon.hub.budget;

import dev.andon.hub.money.Owners;
import dev.andon.hub.price.Charge;
import dev.andon.hub.request.RequestId;

/**
 * One attempt that wants to be paid for.
 *
 * @param attempt from 1, unique in the request
 * @param bound the most it can cost, truly
 * @param memo what the ledger needs, should the answer never become known; opaque here, at most a
 *     few hundred characters
 */
public record HoldRequest(
    RequestId request, int attempt, Owners owners, Charge bound, String memo) {
  public HoldRequest {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt is " + attempt + "; attempts count from 1");
    }
    if (bound.price().isNegative() || bound.cost().isNegative()) {
      throw new IllegalArgumentException(
          "the bound of a hold is " + bound.cost() + "; it must be 0 or more");
    }
  }
}
