package dev.andon.hub.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

/** Gemini's dialect behind Vertex's paths and credentials. */
class VertexContractTest extends GeminiContractTest {
  @Override
  ProviderConfig config(String url) {
    return new ProviderConfig(
        Optional.of(ProviderKind.VERTEX),
        Optional.of(url),
        Optional.of(List.of(ProviderKeyConfig.of("ya29.token"))),
        Optional.empty(),
        Optional.empty(),
        Optional.of("europe-west4"),
        Optional.of("plant-1"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  void checkHead(Upstream.Received request, boolean streams) {
    assertThat(request.path())
        .startsWith("/v1/projects/plant-1/locations/europe-west4/publishers/google/models/m:");
    assertThat(request.headers()).containsEntry("authorization", "Bearer ya29.token");
  }
}
