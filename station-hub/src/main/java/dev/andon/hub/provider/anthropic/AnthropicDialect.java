package dev.andon.hub.provider.anthropic;

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
import dev.andon.hub.provider.dialect.ToolAsText;
import java.util.Optional;
import okhttp3.Headers;

/**
 * Anthropic's messages. An answer that must match a schema is had as the arguments of a tool.
 *
 * <p>Source: https://docs.anthropic.com/en/api/messages
 */
public final class AnthropicDialect implements ProviderDialect {
  private static final Headers VERSION = Headers.of("anthropic-version", "2023-06-01");
  private static final Objections.Abilities ABILITIES =
      new Objections.Abilities(true, false, false);

  @Override
  public Optional<String> objection(Content content) {
    return Objections.find(content, WireFormat.ANTHROPIC, ABILITIES);
  }

  @Override
  public Encoded encode(ProviderCall call) {
    return switch (call.content()) {
      case Chat chat ->
          new Encoded("/v1/messages", VERSION, new AnthropicRequest(call.model(), chat).body());
      case Embed _ -> throw new IllegalArgumentException("Anthropic offers no embeddings");
    };
  }

  @Override
  public ProviderAnswer.Whole decode(ProviderCall call, byte[] body) throws AttemptException {
    return AnthropicAnswer.read(AnswerJson.object(body));
  }

  @Override
  public EventDecoder events(ProviderCall call) {
    return new ToolAsText(new AnthropicEvents());
  }
}
