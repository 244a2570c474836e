package dev.andon.hub.provider;

import dev.andon.config.Environment;
import dev.andon.hub.provider.anthropic.AnthropicDialect;
import dev.andon.hub.provider.api.Provider;
import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.provider.bedrock.BedrockDialect;
import dev.andon.hub.provider.bedrock.BedrockEndpoint;
import dev.andon.hub.provider.dialect.ImageLimit;
import dev.andon.hub.provider.dialect.ProviderDialect;
import dev.andon.hub.provider.gemini.GeminiDialect;
import dev.andon.hub.provider.gemini.VertexEndpoint;
import dev.andon.hub.provider.http.Endpoint;
import dev.andon.hub.provider.http.HeaderEndpoint;
import dev.andon.hub.provider.http.HttpProvider;
import dev.andon.hub.provider.http.ProviderHttp;
import dev.andon.hub.provider.openai.OpenAiDialect;
import dev.andon.hub.provider.openai.OpenAiRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes providers from their configuration. */
public final class Providers {
  private final ProviderHttp http;
  private final Environment environment;
  private final Path folder;

  /**
   * @param environment where {@code env} keys are looked up
   * @param folder where relative key files lie
   */
  public Providers(ProviderHttp http, Environment environment, Path folder) {
    this.http = http;
    this.environment = environment;
    this.folder = folder;
  }

  /**
   * Makes every provider.
   *
   * @throws IllegalArgumentException naming the provider and what is wrong with it
   */
  public List<Provider> make(Map<String, ProviderConfig> configs) {
    return configs.entrySet().stream().map(e -> make(e.getKey(), e.getValue())).toList();
  }

  private Provider make(String name, ProviderConfig config) {
    if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "a provider's name has 1 to 64 letters, digits, '.', '_' or '-', not '" + name + "'");
    }
    try {
      ProviderKind kind = config.kindOf(name);
      List<ProviderKey> keys = new ProviderKeys(environment, folder).resolve(kind, config);
      return new HttpProvider(
          name,
          keys,
          new ImageLimit(config.maxImages()),
          dialect(kind, config),
          endpoint(kind, config),
          http);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("provider " + name + ": " + e.getMessage(), e);
    }
  }

  private static ProviderDialect dialect(ProviderKind kind, ProviderConfig config) {
    return switch (kind) {
      case OPENAI -> openAi(OpenAiDialect.Form.PLAIN, OpenAiRequest.Options.OPENAI, config);
      case AZURE -> openAi(OpenAiDialect.Form.AZURE, OpenAiRequest.Options.OPENAI, config);
      case COMPATIBLE -> openAi(OpenAiDialect.Form.PLAIN, OpenAiRequest.Options.COMPATIBLE, config);
      case ANTHROPIC -> new AnthropicDialect();
      case GEMINI -> GeminiDialect.api();
      case VERTEX -> GeminiDialect.vertex(config.project(), config.region().orElse("global"));
      case BEDROCK -> new BedrockDialect();
    };
  }

  private static ProviderDialect openAi(
      OpenAiDialect.Form form, OpenAiRequest.Options options, ProviderConfig config) {
    return new OpenAiDialect(
        form,
        config.apiVersion(),
        new OpenAiRequest.Options(
            config.maxTokensField().orElse(options.maxTokensField()),
            config.structured().orElse(options.structured())));
  }

  private Endpoint endpoint(ProviderKind kind, ProviderConfig config) {
    return switch (kind) {
      case OPENAI -> bearer(config.baseUrl().orElse("https://api.openai.com/v1"));
      case COMPATIBLE -> bearer(required(config.baseUrl(), "base_url"));
      case AZURE -> new HeaderEndpoint(required(config.baseUrl(), "base_url"), "api-key", "");
      case ANTHROPIC ->
          new HeaderEndpoint(config.baseUrl().orElse("https://api.anthropic.com"), "x-api-key", "");
      case GEMINI ->
          new HeaderEndpoint(
              config.baseUrl().orElse("https://generativelanguage.googleapis.com"),
              "x-goog-api-key",
              "");
      case VERTEX -> new VertexEndpoint(config.baseUrl(), config.region());
      case BEDROCK -> new BedrockEndpoint(config.baseUrl(), http.wallClock());
    };
  }

  private static Endpoint bearer(String baseUrl) {
    return new HeaderEndpoint(baseUrl, "Authorization", "Bearer ");
  }

  private static String required(Optional<String> value, String name) {
    return value.orElseThrow(() -> new IllegalArgumentException("it needs a " + name));
  }
}
