package dev.andon.hub.price;

import static java.util.Objects.requireNonNull;

import dev.andon.hub.money.Money;
import dev.andon.hub.money.TokenUsage;
import java.time.LocalDate;
import java.util.Currency;
import java.util.Optional;

/**
 * What one model costs from a day on.
 *
 * @param model {@code provider/model}
 * @param since first day it counts, in the plant's zone
 * @param rates per token
 * @param longInput other rates for a long input, where the provider has them
 * @param perCall µ-units for each call
 * @param contextTokens the provider refuses a longer input
 * @param maxOutputTokens the provider never writes more per choice
 * @param images how images are counted
 */
public record Price(
    String model,
    LocalDate since,
    Currency currency,
    TokenRates rates,
    Optional<LongInput> longInput,
    long perCall,
    long contextTokens,
    long maxOutputTokens,
    ImageRule images) {
  private static final long PER = 1_000_000L;
  private static final long MAX_TOKENS = 100_000_000L;

  /** Rates of a request whose whole input is above so many tokens. */
  public record LongInput(long above, TokenRates rates) {}

  public Price {
    requireNonNull(since, "since is null");
    requireNonNull(currency, "currency is null");
    requireNonNull(images, "images is null");
    if (model.isBlank()) {
      throw new IllegalArgumentException("a price needs a model such as openai/gpt-4o-mini");
    }
    TokenRates.within("per_call", perCall);
    tokens("context_tokens", contextTokens);
    tokens("max_output_tokens", maxOutputTokens);
    longInput.ifPresent(longer -> tokens("long_input above", longer.above()));
  }

  /** The rates that count for a request with so large an input. */
  public TokenRates rates(long inputTokens) {
    return longInput
        .filter(longer -> inputTokens > longer.above())
        .map(LongInput::rates)
        .orElse(rates);
  }

  /** The price of that usage, rounded up to the next µ-unit once. */
  public Money of(TokenUsage usage) {
    return units(rates(usage.input()).price(usage));
  }

  /**
   * The dearest that at most so many tokens can be, however the provider sorts them.
   *
   * @param hourCache whether the request asks the provider to keep any of it for an hour
   */
  public Money atMost(long inputTokens, long outputTokens, boolean hourCache) {
    long upper = rates(inputTokens).dearest(inputTokens, outputTokens, hourCache);
    return units(Math.max(upper, rates.dearest(inputTokens, outputTokens, hourCache)));
  }

  private Money units(long microsPerMillion) {
    return new Money(Math.addExact(Math.ceilDiv(microsPerMillion, PER), perCall), currency);
  }

  private static void tokens(String name, long tokens) {
    if (tokens < 0 || tokens > MAX_TOKENS) {
      throw new IllegalArgumentException(
          name + " is " + tokens + " tokens; it must be from 0 to " + MAX_TOKENS);
    }
  }
}
