package dev.andon.hub.price;

/**
 * What one attempt can cost at most.
 *
 * @param price the book's line it was computed with
 * @param priceVersion names that line in ledger and trail
 * @param inputTokens upper bound
 * @param outputTokens upper bound over all choices
 * @param choices {@code n}
 * @param bound the charge for both
 */
public record Quote(
    Price price,
    String priceVersion,
    long inputTokens,
    long outputTokens,
    int choices,
    Charge bound) {
  /** Output tokens per choice that the bound covers; what {@code max_tokens} must not exceed. */
  public long outputTokensPerChoice() {
    return outputTokens / choices;
  }
}
