package dev.andon.hub.provider.dialect;

import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.request.ErrorClass;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads providers' JSON, bounded in depth. Thread-safe. */
public final class JsonReader {
  private static final int MAX_DEPTH = 128;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonReader() {}

  /**
   * The object in {@code bytes}.
   *
   * @throws AttemptException as {@link ErrorClass#MALFORMED} if there is none
   */
  public static JsonNode object(byte[] bytes, int offset, int length) throws AttemptException {
    JsonNode node = parse(bytes, offset, length);
    if (!node.isObject()) {
      throw malformed("the answer is JSON, but no object");
    }
    return node;
  }

  public static JsonNode object(byte[] bytes) throws AttemptException {
    return object(bytes, 0, bytes.length);
  }

  /** The object in {@code bytes}, or an empty one: for error bodies, which may be anything. */
  static JsonNode lenient(byte[] bytes) {
    try {
      return object(bytes);
    } catch (AttemptException noJson) {
      return MAPPER.createObjectNode();
    }
  }

  /** The value in {@code text}, or empty if it is no JSON. */
  static Optional<JsonNode> tryParse(String text) {
    try {
      return Optional.of(MAPPER.readTree(text));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** The text of a string field. */
  public static Optional<String> text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
  }

  /** A count, 0 where there is none; never negative. */
  public static long count(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isNumber() ? Math.max(0, (long) value.doubleValue()) : 0;
  }

  /** The fields that are not in {@code known}, as raw JSON; nulls are left out. */
  public static List<JsonField> others(JsonNode object, Set<String> known) {
    return object.properties().stream()
        .filter(e -> !known.contains(e.getKey()) && !e.getValue().isNull())
        .map(e -> new JsonField(e.getKey(), raw(e.getValue())))
        .toList();
  }

  public static RawJson raw(JsonNode node) {
    return RawJson.of(MAPPER.writeValueAsString(node));
  }

  public static AttemptException malformed(String detail) {
    return new AttemptException(
        AttemptFailure.unknown(ErrorClass.MALFORMED, Optional.of(200), detail));
  }

  private static JsonNode parse(byte[] bytes, int offset, int length) throws AttemptException {
    try {
      return MAPPER.readTree(bytes, offset, length);
    } catch (JacksonException e) {
      throw malformed("the answer is no JSON" + where(e));
    }
  }

  private static String where(JacksonException e) {
    return e.getLocation() == null
        ? ""
        : " (byte " + Math.max(0, e.getLocation().getByteOffset()) + ")";
  }
}
