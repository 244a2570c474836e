package dev.andon.hub.provider.dialect;

import dev.andon.hub.chat.Content;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.api.ProviderAnswer;
import dev.andon.hub.provider.api.ProviderCall;
import java.io.InputStream;
import java.util.Optional;
import okhttp3.Headers;

/**
 * A provider's wire format: pure translation both ways, without I/O. Implementations are
 * thread-safe.
 */
public interface ProviderDialect {

  /**
   * A request in the dialect.
   *
   * @param path behind the provider's base URL, with its query
   * @param headers beside content type and credentials
   */
  record Encoded(String path, Headers headers, JsonBody body) {}

  /** Why {@code content} cannot be put in this dialect; empty if it can. */
  Optional<String> objection(Content content);

  /** Translates a request that has no objection. */
  Encoded encode(ProviderCall call);

  /**
   * Translates a whole answer.
   *
   * @throws AttemptException if it cannot be read
   */
  ProviderAnswer.Whole decode(ProviderCall call, byte[] body) throws AttemptException;

  /** The media type of a streamed answer; most providers send server-sent events. */
  default String streamType() {
    return "text/event-stream";
  }

  /** Cuts a streamed answer into frames. */
  default FrameReader frames(InputStream in, int maxFrameBytes) {
    return new SseReader(in, maxFrameBytes);
  }

  /** Translates the frames of one streamed answer. */
  EventDecoder events(ProviderCall call);
}
