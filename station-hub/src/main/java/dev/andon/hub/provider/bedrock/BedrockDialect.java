package dev.andon.hub.provider.bedrock;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Content;
import dev.andon.hub.chat.Embed;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.api.ProviderAnswer;
import dev.andon.hub.provider.api.ProviderCall;
import dev.andon.hub.provider.dialect.AnswerJson;
import dev.andon.hub.provider.dialect.EventDecoder;
import dev.andon.hub.provider.dialect.FrameReader;
import dev.andon.hub.provider.dialect.Objections;
import dev.andon.hub.provider.dialect.ProviderDialect;
import dev.andon.hub.provider.dialect.ToolAsText;
import dev.andon.hub.provider.dialect.UrlText;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import okhttp3.Headers;

/**
 * Bedrock's Converse and ConverseStream. An answer that must match a schema is had as the arguments
 * of a tool.
 *
 * <p>Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
public final class BedrockDialect implements ProviderDialect {
  private static final Objections.Abilities ABILITIES =
      new Objections.Abilities(false, false, false);
  private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif", "webp");

  @Override
  public Optional<String> objection(Content content) {
    return Objections.find(content, WireFormat.BEDROCK, ABILITIES).or(() -> imageFormat(content));
  }

  @Override
  public Encoded encode(ProviderCall call) {
    return switch (call.content()) {
      case Chat chat -> new Encoded(path(call), Headers.EMPTY, new BedrockRequest(chat).body());
      case Embed _ -> throw new IllegalArgumentException("Converse offers no embeddings");
    };
  }

  @Override
  public ProviderAnswer.Whole decode(ProviderCall call, byte[] body) throws AttemptException {
    return BedrockAnswer.read(AnswerJson.object(body), call.model());
  }

  @Override
  public String streamType() {
    return "application/vnd.amazon.eventstream";
  }

  @Override
  public FrameReader frames(InputStream in, int maxFrameBytes) {
    return new AwsEventReader(in, maxFrameBytes);
  }

  @Override
  public EventDecoder events(ProviderCall call) {
    return new ToolAsText(new BedrockEvents(call.model()));
  }

  /** {@code image/jpeg} is Bedrock's {@code jpeg}. */
  static String format(String mediaType) {
    String format = mediaType.substring("image/".length());
    return format.equals("jpg") ? "jpeg" : format;
  }

  private static Optional<String> imageFormat(Content content) {
    return content instanceof Chat chat
        ? chat.parts()
            .filter(Part.InlineImage.class::isInstance)
            .map(part -> format(((Part.InlineImage) part).mediaType()))
            .filter(format -> !FORMATS.contains(format))
            .map(format -> "it takes no images of type " + format)
            .findFirst()
        : Optional.empty();
  }

  private static String path(ProviderCall call) {
    return "/model/"
        + UrlText.segment(call.model())
        + (call.streams() ? "/converse-stream" : "/converse");
  }
}
