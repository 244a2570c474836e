package dev.andon.hub.price;

import dev.andon.hub.money.TokenUsage;
import java.util.OptionalLong;

/**
 * µ-units per million tokens: 0.15 USD per million is 150 000.
 *
 * @param input all input that is not priced apart
 * @param cachedInput read from the provider's prompt cache
 * @param cacheWrite written to it
 * @param cacheWriteHour written to it and kept for an hour
 * @param output output, reasoning included
 * @param image image tokens, where they are priced apart from other input
 * @param audio audio tokens, likewise
 */
public record TokenRates(
    long input,
    long cachedInput,
    long cacheWrite,
    long cacheWriteHour,
    long output,
    OptionalLong image,
    OptionalLong audio) {
  private static final long MAX = 1_000_000_000_000L;

  public TokenRates {
    within("input", input);
    within("cached_input", cachedInput);
    within("cache_write", cacheWrite);
    within("cache_write_hour", cacheWriteHour);
    within("output", output);
    within("image", image.orElse(0));
    within("audio", audio.orElse(0));
  }

  /** In millionths of a µ-unit, so that nothing is rounded yet. */
  long price(TokenUsage usage) {
    long apart = (image.isPresent() ? usage.image() : 0) + (audio.isPresent() ? usage.audio() : 0);
    long plain = Math.max(0, usage.input() - usage.cachedInput() - usage.cacheWrite() - apart);
    long sum = Math.multiplyExact(plain, input);
    sum = Math.addExact(sum, Math.multiplyExact(usage.cachedInput(), cachedInput));
    long soon = usage.cacheWrite() - usage.cacheWriteHour();
    sum = Math.addExact(sum, Math.multiplyExact(soon, cacheWrite));
    sum = Math.addExact(sum, Math.multiplyExact(usage.cacheWriteHour(), cacheWriteHour));
    sum = Math.addExact(sum, Math.multiplyExact(usage.output(), output));
    sum =
        Math.addExact(
            sum, image.isPresent() ? Math.multiplyExact(usage.image(), image.getAsLong()) : 0);
    return Math.addExact(
        sum, audio.isPresent() ? Math.multiplyExact(usage.audio(), audio.getAsLong()) : 0);
  }

  /**
   * All of it at the highest rate, in millionths of a µ-unit. An image may be cached: then both
   * rates count.
   *
   * @param hourCache whether the provider was asked to keep any of it for an hour
   */
  long dearest(long inputTokens, long outputTokens, boolean hourCache) {
    long written = hourCache ? Math.max(cacheWrite, cacheWriteHour) : cacheWrite;
    long cached = Math.max(cachedInput, written);
    long text = Math.max(input, cached);
    long apart = Math.max(image.orElse(0), audio.orElse(0));
    long highest = Math.max(text, apart > 0 ? Math.addExact(apart, cached) : 0);
    return Math.addExact(
        Math.multiplyExact(inputTokens, highest), Math.multiplyExact(outputTokens, output));
  }

  static void within(String name, long value) {
    if (value < 0 || value > MAX) {
      throw new IllegalArgumentException(
          "price " + name + " is " + value + " µ-units; it must be from 0 to " + MAX);
    }
  }
}
