package dev.andon.hub.json;

import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.RawJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON of which a few fields are wanted, such as a provider's answer, as a tree: one value,
 * nothing behind it, at most 128 levels deep. Thread-safe.
 */
public final class JsonTree {
  private static final int MAX_DEPTH = 128;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonTree() {}

  /**
   * The object in {@code bytes}.
   *
   * @param what what is read, for the message
   * @throws BadJson if there is none
   */
  public static JsonNode object(String what, byte[] bytes) {
    JsonNode node;
    try {
      node = MAPPER.readTree(bytes);
    } catch (JacksonException e) {
      throw new BadJson(what + " is no JSON" + where(e));
    }
    if (!node.isObject()) {
      throw new BadJson(what + " is JSON, but no object");
    }
    return node;
  }

  /** An object without a member. */
  public static JsonNode empty() {
    return MAPPER.createObjectNode();
  }

  /** The value in {@code text}, or empty if it is no JSON. */
  public static Optional<JsonNode> parse(String text) {
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

  private static String where(JacksonException e) {
    return e.getLocation() == null
        ? ""
        : " (byte " + Math.max(0, e.getLocation().getByteOffset()) + ")";
  }
}
