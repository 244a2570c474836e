package dev.andon.sandbox.provider;

/**
 * What a provider charges, in millionths of the plant's currency for a million tokens.
 *
 * @param prompt for tokens of the request that were not cached
 * @param cached for tokens of the request that were
 * @param completion for tokens of the answer
 */
public record ScriptedPrices(long prompt, long cached, long completion) {

  private static final long MILLION = 1_000_000;

  public ScriptedPrices {
    if (prompt < 0 || cached < 0 || completion < 0) {
      throw new IllegalArgumentException(
          "prices must not be negative: %d, %d, %d".formatted(prompt, cached, completion));
    }
  }

  /** The charge for so much use, in millionths of the currency, rounded up. */
  public long of(ScriptedUsage usage) {
    long total =
        Math.addExact(
            Math.addExact(
                Math.multiplyExact(usage.prompt() - usage.cached(), prompt),
                Math.multiplyExact(usage.cached(), cached)),
            Math.multiplyExact(usage.completion(), completion));
    return Math.ceilDiv(total, MILLION);
  }

  /** 2.50 for a million prompt tokens, 1.25 when cached, 10.00 for a million answered ones. */
  public static ScriptedPrices typical() {
    return new ScriptedPrices(2_500_000, 1_250_000, 10_000_000);
  }
}
