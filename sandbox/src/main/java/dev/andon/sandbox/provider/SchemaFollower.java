package dev.andon.sandbox.provider;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts what a model wants to say into the shape that the request's JSON schema asks for, as
 * structured output does: only declared properties, every required one, values of an enumeration
 * only from it. Knows the part of JSON Schema that providers accept for structured output.
 */
final class SchemaFollower {

  private static final JsonNodeFactory NODES = JsonMapper.shared().getNodeFactory();
  private static final int DEEPEST = 32;

  private SchemaFollower() {}

  /** The wish in the schema's shape; what the schema asks for beyond it is filled in. */
  static JsonNode follow(JsonNode schema, JsonNode wish) {
    return follow(schema, schema, wish, 0);
  }

  private static JsonNode follow(JsonNode root, JsonNode schema, JsonNode wish, int depth) {
    if (depth > DEEPEST) {
      return NODES.nullNode();
    }
    JsonNode resolved = resolve(root, schema);
    JsonNode choices = resolved.path("enum");
    if (choices.isArray() && !choices.isEmpty()) {
      return chosen(choices, wish);
    }
    if (resolved.has("const")) {
      return resolved.get("const");
    }
    return switch (type(resolved)) {
      case "object" -> object(root, resolved, wish, depth);
      case "array" -> array(root, resolved, wish, depth);
      case "string" -> NODES.stringNode(wish.isString() ? wish.asString() : "text");
      case "integer" -> NODES.numberNode(wish.isNumber() ? wish.asLong() : least(resolved));
      case "number" -> NODES.numberNode(wish.isNumber() ? wish.asDouble() : least(resolved));
      case "boolean" -> NODES.booleanNode(wish.isBoolean() && wish.asBoolean());
      default -> wish.isMissingNode() ? NODES.nullNode() : wish;
    };
  }

  private static JsonNode object(JsonNode root, JsonNode schema, JsonNode wish, int depth) {
    ObjectNode object = NODES.objectNode();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      boolean required =
          schema
              .path("required")
              .valueStream()
              .anyMatch(n -> n.asString().equals(property.getKey()));
      JsonNode wished = wish.path(property.getKey());
      if (required || !wished.isMissingNode()) {
        object.set(property.getKey(), follow(root, property.getValue(), wished, depth + 1));
      }
    }
    return object;
  }

  private static JsonNode array(JsonNode root, JsonNode schema, JsonNode wish, int depth) {
    ArrayNode array = NODES.arrayNode();
    wish.valueStream()
        .limit(schema.path("maxItems").asInt(1000))
        .forEach(item -> array.add(follow(root, schema.path("items"), item, depth + 1)));
    while (array.size() < Math.min(schema.path("minItems").asInt(0), 100)) {
      array.add(follow(root, schema.path("items"), NODES.missingNode(), depth + 1));
    }
    return array;
  }

  private static JsonNode chosen(JsonNode choices, JsonNode wish) {
    return choices.valueStream().filter(wish::equals).findFirst().orElse(choices.get(0));
  }

  private static long least(JsonNode schema) {
    return schema.path("minimum").asLong(0);
  }

  /** Gemini writes types in capitals; a list of types means the first that is not null. */
  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    String name =
        type.isArray()
            ? type.valueStream()
                .map(JsonNode::asString)
                .filter(text -> !text.equals("null"))
                .findFirst()
                .orElse("null")
            : type.asString(schema.has("properties") ? "object" : "");
    return name.toLowerCase(java.util.Locale.ROOT);
  }

  private static JsonNode resolve(JsonNode root, JsonNode schema) {
    JsonNode at = schema;
    for (int i = 0; i < DEEPEST; i++) {
      if (at.has("$ref") && at.get("$ref").asString().startsWith("#/")) {
        at = root.at(at.get("$ref").asString().substring(1));
      } else if (at.path("anyOf").isArray() && !at.path("anyOf").isEmpty()) {
        at = at.get("anyOf").get(0);
      } else {
        return at;
      }
    }
    return at;
  }
}
