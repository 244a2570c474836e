package dev.andon.hub.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.hub.chat.Content;
import dev.andon.hub.chat.Embed;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.price.PriceBookConfig;
import dev.andon.hub.provider.anthropic.AnthropicDialect;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.api.ProviderCall;
import dev.andon.hub.provider.bedrock.BedrockDialect;
import dev.andon.hub.provider.dialect.ProviderDialect;
import dev.andon.hub.provider.gemini.GeminiDialect;
import dev.andon.hub.provider.openai.OpenAiDialect;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * What providers report, as they report it, through to the µ-unit: each fixture is a whole answer,
 * the tokens it means, and what it costs by the shipped price book.
 */
class UsageFixturesTest {
  private static final LocalDate DAY = LocalDate.parse("2026-11-20");

  private final ObjectMapper json = new ObjectMapper();
  private final PriceBook book =
      new ConfigFile(Environment.ofProcess())
          .read(
              Path.of(System.getProperty("andon.root"), "config", "prices.yaml"),
              PriceBookConfig.class)
          .book();

  @TestFactory
  Stream<DynamicTest> each_providers_usage_becomes_the_right_amount() throws IOException {
    try (InputStream in = UsageFixturesTest.class.getResourceAsStream("/usage/usages.json")) {
      return StreamSupport.stream(json.readTree(in).spliterator(), false)
          .map(
              fixture ->
                  DynamicTest.dynamicTest(
                      fixture.path("what").stringValue(), () -> holds(fixture)));
    }
  }

  private void holds(JsonNode fixture) throws AttemptException {
    TokenUsage usage = usage(fixture).orElseThrow();
    assertThat(usage).isEqualTo(json.treeToValue(fixture.path("tokens"), TokenUsage.class));
    assertThat(book.on(fixture.path("price").stringValue(), DAY).orElseThrow().of(usage))
        .as(fixture.path("arithmetic").stringValue())
        .isEqualTo(Money.ofMicros(fixture.path("micros").longValue(), "USD"));
  }

  private Optional<TokenUsage> usage(JsonNode fixture) throws AttemptException {
    ProviderCall call = new ProviderCall(content(fixture), "m", Calls.KEY, Calls.GENEROUS);
    byte[] answer = fixture.path("answer").toString().getBytes(StandardCharsets.UTF_8);
    return dialect(fixture.path("provider").stringValue()).decode(call, answer).reported();
  }

  private static Content content(JsonNode fixture) {
    return fixture.path("embeds").asBoolean(false)
        ? new Embed(new ModelName("openai/m"), RawJson.of("\"x\""), List.of())
        : Calls.text("How much?");
  }

  private static ProviderDialect dialect(String provider) {
    return switch (provider) {
      case "openai" -> OpenAiDialect.plain();
      case "anthropic" -> new AnthropicDialect();
      case "gemini" -> GeminiDialect.api();
      case "bedrock" -> new BedrockDialect();
      default -> throw new IllegalArgumentException(provider);
    };
  }
}
