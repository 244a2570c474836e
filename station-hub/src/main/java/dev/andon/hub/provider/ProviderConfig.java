package dev.andon.hub.provider;

import dev.andon.hub.provider.dialect.Structured;
import java.util.List;
import java.util.Optional;

/**
 * A provider, as the configuration writes it under its name.
 *
 * @param kind what it speaks; default: what its name tells, otherwise {@code compatible}
 * @param baseUrl where it lives, without a slash at the end; required for {@code compatible} and
 *     {@code azure}
 * @param keys at least one, except for {@code compatible}, which may need none
 * @param weight share of the requests for bare model names that several providers offer, default 1
 * @param models the models it offers under their bare names
 * @param region the cloud region (Bedrock, Vertex)
 * @param project the Google Cloud project (Vertex)
 * @param apiVersion the API's version (Azure)
 * @param maxTokensField the field that bounds the answer in OpenAI's dialect
 * @param structured how answers that must match a schema are had; default native
 * @param maxImages the most images that it takes in one request, 1 to 1000; default any number
 */
public record ProviderConfig(
    Optional<ProviderKind> kind,
    Optional<String> baseUrl,
    Optional<List<ProviderKeyConfig>> keys,
    Optional<Double> weight,
    Optional<List<String>> models,
    Optional<String> region,
    Optional<String> project,
    Optional<String> apiVersion,
    Optional<String> maxTokensField,
    Optional<Structured> structured,
    Optional<Integer> maxImages) {
  public ProviderConfig {
    if (!(weight.orElse(1.0) > 0)) {
      throw new IllegalArgumentException("a provider's weight is above 0, not " + weight.get());
    }
    int images = maxImages.orElse(1);
    if (images < 1 || images > 1_000) {
      throw new IllegalArgumentException("a provider's max_images is 1 to 1000, not " + images);
    }
    baseUrl.ifPresent(ProviderConfig::checkUrl);
  }

  /** What it speaks; {@code name} tells where nothing else does. */
  public ProviderKind kindOf(String name) {
    return kind.orElseGet(() -> ProviderKind.named(name));
  }

  private static void checkUrl(String url) {
    if (!url.matches("https?://[^\\s]+[^/\\s]")) {
      throw new IllegalArgumentException(
          "base_url is http(s)://… without a slash at its end, not '" + url + "'");
    }
  }
}
