package dev.andon.sandbox.provider;

import dev.andon.sandbox.http.WebRequest;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reading of request bodies and of the places where callers show their keys. */
final class Bodies {

  /** Pictures travel as base64 text: as large as the largest body. */
  private static final int LONGEST_TEXT = 96 * 1024 * 1024;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(LONGEST_TEXT).build())
                  .build())
          .build();

  private Bodies() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /**
   * The body as JSON.
   *
   * @throws IllegalArgumentException saying where it stops being a JSON object
   */
  static JsonNode json(WebRequest request) {
    try {
      JsonNode node = JSON.readTree(request.body());
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (JacksonException broken) {
      throw new IllegalArgumentException(
          "the body is not JSON: " + broken.getOriginalMessage(), broken);
    }
    throw new IllegalArgumentException("the body must be a JSON object");
  }

  /** The secret of the caller, wherever the dialects put it; empty if there is none. */
  static String key(WebRequest request) {
    Optional<String> bearer =
        request
            .header("authorization")
            .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("bearer "))
            .map(value -> value.substring("bearer ".length()).strip());
    return bearer
        .or(() -> request.header("authorization").map(Bodies::awsKey))
        .or(() -> request.header("x-api-key"))
        .or(() -> request.header("x-goog-api-key"))
        .or(() -> request.header("api-key"))
        .or(() -> request.parameter("key"))
        .orElse("");
  }

  /** The access key id inside an AWS signature. */
  private static String awsKey(String authorization) {
    int start = authorization.indexOf("Credential=");
    int end = authorization.indexOf('/', Math.max(start, 0));
    return start < 0 || end < 0
        ? authorization
        : authorization.substring(start + "Credential=".length(), end);
  }
}
