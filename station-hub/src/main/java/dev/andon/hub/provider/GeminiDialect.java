package dev.andon.hub.provider;

import dev.andon.hub.exchange.Chat;
import dev.andon.hub.exchange.Content;
import dev.andon.hub.exchange.Dialect;
import dev.andon.hub.exchange.Embed;
import java.io.InputStream;
import java.util.Optional;
import okhttp3.Headers;

/**
 * Gemini's generateContent, on its own API and on Vertex: they differ in their paths only.
 *
 * <p>Source: https://ai.google.dev/api/generate-content
 *
 * @param prefix the path before the model
 */
record GeminiDialect(String prefix) implements ProviderDialect {
  private static final Objections.Abilities ABILITIES =
      new Objections.Abilities(false, true, false);

  /** The Gemini API. */
  static GeminiDialect api() {
    return new GeminiDialect("/v1beta/models/");
  }

  /** Vertex, for a project, or in express mode without one. */
  static GeminiDialect vertex(Optional<String> project, String region) {
    return new GeminiDialect(
        project
            .map(p -> "/v1/projects/" + UrlText.segment(p) + "/locations/" + region)
            .orElse("/v1")
            .concat("/publishers/google/models/"));
  }

  @Override
  public Optional<String> objection(Content content) {
    return Objections.find(content, Dialect.GEMINI, ABILITIES);
  }

  @Override
  public Encoded encode(ProviderCall call) {
    return switch (call.content()) {
      case Chat chat -> new Encoded(path(call), Headers.EMPTY, new GeminiRequest(chat).body());
      case Embed _ -> throw new IllegalArgumentException("embeddings are not asked of Gemini");
    };
  }

  @Override
  public ProviderAnswer.Whole decode(ProviderCall call, byte[] body) throws AttemptException {
    return GeminiAnswer.read(JsonReader.object(body));
  }

  @Override
  public String streamType() {
    return "text/event-stream";
  }

  @Override
  public FrameReader frames(InputStream in, int maxFrameBytes) {
    return new SseReader(in, maxFrameBytes);
  }

  @Override
  public EventDecoder events(ProviderCall call) {
    return new GeminiEvents();
  }

  private String path(ProviderCall call) {
    return prefix
        + UrlText.segment(call.model())
        + (call.streams() ? ":streamGenerateContent?alt=sse" : ":generateContent");
  }
}
