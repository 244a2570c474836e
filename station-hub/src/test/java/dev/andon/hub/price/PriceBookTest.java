package dev.andon.hub.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.config.ConfigException;
import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.TokenUsage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PriceBookTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-20");
  private static final Path SHIPPED =
      Path.of(System.getProperty("andon.root"), "config", "prices.yaml");

  private final PriceBook book =
      new ConfigFile(Environment.ofProcess()).read(SHIPPED, PriceBookConfig.class).book();

  @Test
  void the_shipped_book_prices_every_model_of_the_field_reports() {
    assertThat(
            List.of(
                "openai/gpt-4o-mini",
                "openai/gpt-4o",
                "anthropic/claude-3.5-sonnet",
                "anthropic/claude-3-7-sonnet",
                "anthropic/claude-sonnet-4-6",
                "anthropic/claude-haiku-4-5-20251001",
                "bedrock/anthropic.claude-3-5-haiku",
                "gemini/gemini-2.0-flash",
                "vertex/gemini-2.5-pro"))
        .allSatisfy(model -> assertThat(book.on(model, TODAY)).as(model).isPresent());
  }

  @Test
  void a_thousand_tokens_of_gpt_4o_mini_cost_what_the_list_says() {
    Price price = book.on("openai/gpt-4o-mini", TODAY).orElseThrow();
    assertThat(price.of(TokenUsage.of(1_000_000, 1_000_000))).isEqualTo(Money.parse("0.75", "USD"));
    assertThat(price.of(TokenUsage.of(1_000_000, 0).withCachedInput(1_000_000)))
        .isEqualTo(Money.parse("0.075", "USD"));
    assertThat(price.of(TokenUsage.of(1, 0))).isEqualTo(Money.ofMicros(1, "USD"));
    assertThat(price.of(TokenUsage.NONE).isZero()).isTrue();
  }

  @Test
  void a_long_request_to_gemini_pro_costs_the_long_rate_for_all_of_it() {
    Price price = book.on("vertex/gemini-2.5-pro", TODAY).orElseThrow();
    assertThat(price.of(TokenUsage.of(200_000, 0))).isEqualTo(Money.parse("0.25", "USD"));
    assertThat(price.of(TokenUsage.of(200_001, 0))).isEqualTo(Money.parse("0.500003", "USD"));
  }

  @Test
  void prices_change_on_their_day_and_an_unknown_model_has_none() {
    Price first = book.on("openai/gpt-5", LocalDate.parse("2025-08-07")).orElseThrow();
    assertThat(book.on("openai/gpt-5", LocalDate.parse("2025-08-06"))).isEmpty();
    assertThat(book.versionOf(first)).isEqualTo("2026-11-21/openai/gpt-5@2025-08-07");
    assertThat(book.on("openai/unheard-of", TODAY)).isEmpty();
  }

  @Test
  void images_count_as_the_providers_document_them() {
    assertThat(tokens("openai/gpt-4o", 1024, 1024)).isEqualTo(765);
    assertThat(tokens("openai/gpt-4o", 2048, 4096)).isEqualTo(1105);
    assertThat(tokens("openai/gpt-4o-mini", 1024, 1024)).isEqualTo(25_501);
    assertThat(tokens("openai/gpt-4.1-mini", 1024, 1024)).isEqualTo(1659);
    assertThat(tokens("anthropic/claude-haiku-4-5", 1000, 1000)).isEqualTo(1334);
    assertThat(tokens("gemini/gemini-2.0-flash", 384, 384)).isEqualTo(258);
    assertThat(tokens("gemini/gemini-2.0-flash", 960, 540)).isEqualTo(258 * 6);
  }

  @Test
  void an_image_without_a_size_counts_at_the_maximum_and_no_image_counts_above_it() {
    Random random = new Random(11);
    for (String model : book.models()) {
      ImageRule rule = book.on(model, TODAY).orElseThrow().images();
      assertThat(rule.tokens(OptionalInt.empty(), OptionalInt.empty())).isEqualTo(rule.maximum());
      for (int i = 0; i < 200; i++) {
        assertThat(rule.tokens(1 + random.nextInt(12_000), 1 + random.nextInt(12_000)))
            .isBetween(1L, rule.maximum());
      }
    }
  }

  @Test
  void no_usage_within_the_bound_costs_more_than_the_bound() {
    Random random = new Random(12);
    for (String model : book.models()) {
      Price price = book.on(model, TODAY).orElseThrow();
      for (int i = 0; i < 200; i++) {
        long input = random.nextLong(300_000);
        long output = random.nextLong(20_000);
        boolean hourCache = random.nextBoolean();
        Money bound = price.atMost(input, output, hourCache);
        long read = random.nextLong(input + 1);
        long cached = random.nextLong(read + 1);
        long written = random.nextLong(read - cached + 1);
        TokenUsage usage =
            TokenUsage.of(read, random.nextLong(output + 1))
                .withCachedInput(cached)
                .withCacheWrite(written, hourCache ? random.nextLong(written + 1) : 0)
                .withImage(random.nextLong(read + 1));
        assertThat(price.of(usage)).as(model).isLessThanOrEqualTo(bound);
      }
    }
  }

  @Test
  void a_mistake_in_the_book_names_its_line_and_what_to_write() {
    ConfigFile reader = new ConfigFile(Environment.ofProcess());
    String typo =
        "version: a\nprices:\n  - model: a/b\n    since: 2026-01-01\n    imput: 1\n    output: 1\n    context_tokens: 1\n    max_output_tokens: 1\n";
    assertThatThrownBy(() -> reader.parse(typo, Path.of("prices.yaml"), PriceBookConfig.class))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("unknown key 'imput'; did you mean 'input'?");
  }

  @Test
  void money_is_converted_at_the_rate_of_the_attempts_own_day_and_rounded_up() {
    Currency eur = Currency.getInstance("EUR");
    Currency usd = Currency.getInstance("USD");
    ExchangeRates rates =
        new ExchangeRates(
            eur,
            ZoneId.of("Europe/Rome"),
            List.of(
                new ExchangeRate(usd, eur, new BigDecimal("0.9"), LocalDate.parse("2026-11-01")),
                new ExchangeRate(usd, eur, new BigDecimal("0.8"), LocalDate.parse("2026-11-20"))));
    Money price = Money.ofMicros(11, "USD");
    assertThat(rates.charge(price, Instant.parse("2026-11-19T22:59:59Z")).cost().micros())
        .isEqualTo(10);
    assertThat(rates.charge(price, Instant.parse("2026-11-19T23:00:00Z")).cost().micros())
        .isEqualTo(9);
    assertThat(
            rates
                .convert(Money.ofMicros(-11, "USD"), eur, Instant.parse("2026-11-19T00:00:00Z"))
                .micros())
        .isEqualTo(-10);
    assertThat(
            rates
                .convert(Money.ofMicros(9, "EUR"), usd, Instant.parse("2026-11-19T00:00:00Z"))
                .micros())
        .isEqualTo(10);
    assertThatThrownBy(() -> rates.charge(price, Instant.parse("2026-10-01T00:00:00Z")))
        .hasMessageContaining("since: 2026-10-01");
  }

  private long tokens(String model, int width, int height) {
    return book.on(model, TODAY).orElseThrow().images().tokens(width, height);
  }
}
