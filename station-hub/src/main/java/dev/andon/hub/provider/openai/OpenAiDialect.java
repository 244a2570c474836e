package dev.andon.hub.provider.openai;

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
import dev.andon.hub.provider.dialect.Structured;
import dev.andon.hub.provider.dialect.ToolAsText;
import dev.andon.hub.provider.dialect.UrlText;
import java.util.Optional;
import okhttp3.Headers;
import tools.jackson.databind.JsonNode;

/**
 * OpenAI's chat completions and embeddings, and everything compatible with them.
 *
 * <p>Source: https://platform.openai.com/docs/api-reference/chat
 */
public final class OpenAiDialect implements ProviderDialect {

  /** Where requests go, as providers differ. */
  public enum Form {
    /** Paths behind a base URL that ends in {@code /v1}. */
    PLAIN,
    /** Azure: a deployment in the path, and an API version. */
    AZURE
  }

  private final Form form;
  private final Optional<String> apiVersion;
  private final OpenAiRequest.Options options;

  public OpenAiDialect(Form form, Optional<String> apiVersion, OpenAiRequest.Options options) {
    this.form = form;
    this.apiVersion = apiVersion;
    this.options = options;
  }

  /** Plain OpenAI. */
  public static OpenAiDialect plain() {
    return new OpenAiDialect(Form.PLAIN, Optional.empty(), OpenAiRequest.Options.OPENAI);
  }

  @Override
  public Optional<String> objection(Content content) {
    return Objections.find(content, WireFormat.OPENAI, Objections.Abilities.EVERYTHING);
  }

  @Override
  public Encoded encode(ProviderCall call) {
    OpenAiRequest request = new OpenAiRequest(options, call.model());
    return switch (call.content()) {
      case Chat chat ->
          new Encoded(path(call, "/chat/completions"), Headers.EMPTY, request.chat(chat));
      case Embed embed ->
          new Encoded(path(call, "/embeddings"), Headers.EMPTY, request.embed(embed));
    };
  }

  @Override
  public ProviderAnswer.Whole decode(ProviderCall call, byte[] body) throws AttemptException {
    JsonNode json = AnswerJson.object(body);
    return switch (call.content()) {
      case Chat _ -> OpenAiAnswer.completion(json, options);
      case Embed _ -> OpenAiAnswer.embedding(json);
    };
  }

  @Override
  public EventDecoder events(ProviderCall call) {
    return options.structured() == Structured.TOOL
        ? new ToolAsText(new OpenAiEvents())
        : new OpenAiEvents();
  }

  private String path(ProviderCall call, String tail) {
    return switch (form) {
      case PLAIN -> tail;
      case AZURE ->
          "/openai/deployments/"
              + UrlText.segment(call.model())
              + tail
              + "?api-version="
              + UrlText.segment(apiVersion.orElse("2024-10-21"));
    };
  }
}
