package dev.andon.hub.provider.gemini;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Content;
import dev.andon.hub.chat.Embed;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.api.ProviderAnswer;
import dev.andon.hub.provider.api.ProviderCall;
import dev.andon.hub.provider.dialect.AnswerJson;
import dev.andon.hub.provider.dialect.EventDecoder;
import dev.andon.hub.provider.dialect.Objections;
import dev.andon.hub.provider.dialect.ProviderDialect;
import dev.andon.hub.provider.dialect.UrlText;
import java.util.Optional;
import okhttp3.Headers;

/**
 * Gemini's generateContent, on its own API and on Vertex: they differ in their paths only.
 *
 * <p>Source: https://ai.google.dev/api/generate-content
 *
 * @param prefix the path before the model
 */
public record GeminiDialect(String prefix) implements ProviderDialect {
  private static final Objections.Abilities ABILITIES =
      new Objections.Abilities(false, true, false);

  /** The Gemini API. */
  public static GeminiDialect api() {
    return new GeminiDialect("/v1beta/models/");
  }

  /** Vertex, for a project, or in express mode without one. */
  public static GeminiDialect vertex(Optional<String> project, String region) {
    return new GeminiDialect(
        project
            .map(p -> "/v1/projects/" + UrlText.segment(p) + "/locations/" + region)
            .orElse("/v1")
            .concat("/publishers/google/models/"));
  }

  @Override
  public Optional<String> objection(Content content) {
    return Objections.find(content, WireFormat.GEMINI, ABILITIES);
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
    return GeminiAnswer.read(AnswerJson.object(body));
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
