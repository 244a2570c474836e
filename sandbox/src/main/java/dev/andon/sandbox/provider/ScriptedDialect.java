package dev.andon.sandbox.provider;

import dev.andon.sandbox.http.WebRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One provider's wire format, both ways. Stateless. */
interface ScriptedDialect {

  /**
   * Reads a request.
   *
   * @return empty when the path is not one of this dialect
   * @throws IllegalArgumentException when the path is, and the body is not understood
   */
  Optional<ScriptedQuestion> read(WebRequest request);

  /** A whole answer, as JSON. */
  byte[] whole(UUID id, ScriptedQuestion asked, ScriptedAnswer answer);

  /** The same answer in pieces, framed as the stream's format wants it. */
  List<byte[]> pieces(UUID id, ScriptedQuestion asked, ScriptedAnswer answer);

  /** The content type of a stream. */
  String streamType();

  /** An error, as JSON. */
  byte[] error(int status, String message);

  /** Headers that go with an error besides the content type. */
  default Map<String, String> errorHeaders(int status) {
    return Map.of();
  }
}
