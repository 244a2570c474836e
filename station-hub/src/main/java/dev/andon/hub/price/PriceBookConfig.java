package dev.andon.hub.price;

import dev.andon.hub.money.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The price book's file. Amounts are in whole units of the currency per million tokens, as
 * providers publish them.
 *
 * @param version names the edition in ledger and trail, for example its date
 * @param defaultPrice for models that are not listed; without it they are refused
 */
public record PriceBookConfig(String version, List<Row> prices, Optional<Row> defaultPrice) {
  /**
   * One dated price.
   *
   * @param model {@code provider/model}
   * @param aliases other names at the same price
   * @param since first day, in the plant's zone
   * @param currency default USD
   * @param cachedInput default: as input
   * @param cacheWrite default: as input
   * @param cacheWriteHour default: as cacheWrite
   * @param image default: image tokens are input
   * @param audio default: audio tokens are input
   * @param perCall in whole units; default 0
   */
  public record Row(
      String model,
      Optional<List<String>> aliases,
      LocalDate since,
      Optional<String> currency,
      BigDecimal input,
      Optional<BigDecimal> cachedInput,
      Optional<BigDecimal> cacheWrite,
      Optional<BigDecimal> cacheWriteHour,
      BigDecimal output,
      Optional<BigDecimal> image,
      Optional<BigDecimal> audio,
      Optional<BigDecimal> perCall,
      long contextTokens,
      long maxOutputTokens,
      Optional<LongInput> longInput,
      Optional<Images> images) {
    private Stream<Price> prices() {
      return Stream.concat(Stream.of(model), aliases.orElse(List.of()).stream()).map(this::price);
    }

    private Price price(String name) {
      Currency money = Money.currencyOf(currency.orElse("USD"));
      TokenRates rates = rates(input, cachedInput, cacheWrite, cacheWriteHour, output, money);
      return new Price(
          name,
          since,
          money,
          rates,
          longInput.map(
              longer ->
                  new Price.LongInput(
                      longer.above,
                      rates(
                          longer.input,
                          longer.cachedInput,
                          longer.cacheWrite,
                          longer.cacheWriteHour,
                          longer.output,
                          money))),
          perCall.map(amount -> micros(amount, money)).orElse(0L),
          contextTokens,
          maxOutputTokens,
          images.map(Images::counting).orElse(new ImageRule.Fixed(contextTokens)));
    }

    private TokenRates rates(
        BigDecimal in,
        Optional<BigDecimal> cached,
        Optional<BigDecimal> write,
        Optional<BigDecimal> writeHour,
        BigDecimal out,
        Currency money) {
      return new TokenRates(
          micros(in, money),
          micros(cached.orElse(in), money),
          micros(write.orElse(in), money),
          micros(writeHour.or(() -> write).orElse(in), money),
          micros(out, money),
          optional(image, money),
          optional(audio, money));
    }

    private static OptionalLong optional(Optional<BigDecimal> amount, Currency money) {
      return amount.isPresent()
          ? OptionalLong.of(micros(amount.get(), money))
          : OptionalLong.empty();
    }

    private static long micros(BigDecimal amount, Currency money) {
      return Money.of(amount, money).micros();
    }
  }

  /**
   * Other prices for long requests.
   *
   * @param above tokens of input
   */
  public record LongInput(
      long above,
      BigDecimal input,
      Optional<BigDecimal> cachedInput,
      Optional<BigDecimal> cacheWrite,
      Optional<BigDecimal> cacheWriteHour,
      BigDecimal output) {}

  /**
   * How images are counted; which numbers are needed depends on the rule.
   *
   * @param rule openai_tiles (base, per_tile), openai_patches (max_patches, factor), anthropic_area
   *     (max_tokens), gemini_tiles (per_tile, max_tiles), fixed (max_tokens)
   */
  public record Images(
      Kind rule,
      Optional<Long> base,
      Optional<Long> perTile,
      Optional<Long> maxPatches,
      Optional<BigDecimal> factor,
      Optional<Long> maxTokens,
      Optional<Long> maxTiles) {
    /** The providers' ways of counting. */
    public enum Kind {
      OPENAI_TILES,
      OPENAI_PATCHES,
      ANTHROPIC_AREA,
      GEMINI_TILES,
      FIXED
    }

    private ImageRule counting() {
      return switch (rule) {
        case OPENAI_TILES ->
            new ImageRule.OpenAiTiles(need("base", base), need("per_tile", perTile));
        case OPENAI_PATCHES ->
            new ImageRule.OpenAiPatches(need("max_patches", maxPatches), hundredths());
        case ANTHROPIC_AREA -> new ImageRule.AnthropicArea(need("max_tokens", maxTokens));
        case GEMINI_TILES ->
            new ImageRule.GeminiTiles(need("per_tile", perTile), need("max_tiles", maxTiles));
        case FIXED -> new ImageRule.Fixed(need("max_tokens", maxTokens));
      };
    }

    private long hundredths() {
      return factor.orElse(BigDecimal.ONE).movePointRight(2).longValueExact();
    }

    private long need(String name, Optional<Long> value) {
      return value
          .filter(v -> v >= 0)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "image rule " + rule + " needs " + name + ", 0 or more"));
    }
  }

  public PriceBook book() {
    return new PriceBook(
        version,
        prices.stream().flatMap(Row::prices).toList(),
        defaultPrice.flatMap(row -> row.prices().findFirst()));
  }
}
