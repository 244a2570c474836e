package dev.andon.hub.billing;

import dev.andon.hub.money.Owners;
import dev.andon.hub.price.Quote;
import dev.andon.hub.request.RequestId;

/**
 * One attempt before it is made.
 *
 * @param attempt from 1, unique in the request
 * @param variant of the part, or empty
 * @param model {@code provider/model} of the candidate
 * @param quote its upper bound
 */
public record AttemptToPay(
    RequestId request, int attempt, Owners owners, String variant, String model, Quote quote) {
  public AttemptToPay {
    if (variant.length() > 256 || variant.indexOf('\n') >= 0 || model.indexOf('\n') >= 0) {
      throw new IllegalArgumentException(
          "variant and model have at most 256 characters and no line breaks");
    }
  }
}
