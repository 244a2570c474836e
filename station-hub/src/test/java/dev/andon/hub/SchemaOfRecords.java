package dev.andon.hub;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import dev.andon.config.ByteSize;
import dev.andon.config.Secret;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema of a configuration, made from its records, so that editors and records cannot
 * drift apart.
 */
public final class SchemaOfRecords {
  private static final JsonMapper JSON = new JsonMapper();

  private SchemaOfRecords() {}

  public static ObjectNode of(Class<?> root, String title) {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", title);
    schema.setAll(record(root));
    return schema;
  }

  private static ObjectNode record(Class<?> type) {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = JSON.createArrayNode();
    boolean others = false;
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getType() == Map.class && anySetter(type, component)) {
        others = true;
        continue;
      }
      String name = snake(component.getName());
      properties.set(name, of(component.getGenericType()));
      if (component.getType() != Optional.class) {
        required.add(name);
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    schema.put("additionalProperties", others);
    return schema;
  }

  private static boolean anySetter(Class<?> type, RecordComponent component) {
    return Arrays.stream(type.getDeclaredConstructors())
        .flatMap(c -> Arrays.stream(c.getParameters()))
        .anyMatch(
            p ->
                p.getName().equals(component.getName())
                    && p.isAnnotationPresent(JsonAnySetter.class));
  }

  private static ObjectNode of(Type type) {
    return switch (type) {
      case ParameterizedType generic -> generic(generic);
      case Class<?> plain -> plain(plain);
      default -> JSON.createObjectNode();
    };
  }

  private static ObjectNode generic(ParameterizedType type) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      return of(arguments[0]);
    }
    if (type.getRawType() == List.class) {
      ObjectNode one = of(arguments[0]);
      ObjectNode list = JSON.createObjectNode();
      list.put("type", "array");
      list.set("items", one);
      ObjectNode either = JSON.createObjectNode();
      either.putArray("anyOf").add(list).add(one.deepCopy());
      return either;
    }
    ObjectNode map = JSON.createObjectNode();
    map.put("type", "object");
    map.set("additionalProperties", of(arguments[1]));
    return map;
  }

  private static ObjectNode plain(Class<?> type) {
    ObjectNode schema = JSON.createObjectNode();
    if (type == String.class || type == Path.class) {
      schema.putArray("type").add("string").add("number").add("boolean");
    } else if (type == Boolean.class) {
      schema.put("type", "boolean");
    } else if (type == Integer.class || type == Long.class || type == long.class) {
      schema.put("type", "integer");
    } else if (type == Double.class || type == BigDecimal.class) {
      schema.put("type", "number");
    } else if (type == Duration.class) {
      schema.put("type", "string");
      schema.put("pattern", "^[0-9]+ *(ms|s|m|h|d)$");
    } else if (type == ByteSize.class) {
      schema.putArray("type").add("string").add("integer");
    } else if (type == LocalDate.class || type == Instant.class || type == URI.class) {
      schema.put("type", "string");
    } else if (type == Secret.class) {
      schema.putArray("type").add("string").add("object");
    } else if (type.isEnum()) {
      words(schema.putArray("enum"), type);
    } else {
      return written(type);
    }
    return schema;
  }

  private static void words(ArrayNode words, Class<?> type) {
    for (Object constant : type.getEnumConstants()) {
      words.add(((Enum<?>) constant).name().toLowerCase(Locale.ROOT));
    }
  }

  /** Some records may also be written as one text. */
  private static ObjectNode written(Class<?> type) {
    ObjectNode whole = record(type);
    boolean asText = Arrays.stream(type.getDeclaredMethods()).anyMatch(SchemaOfRecords::delegating);
    if (!asText) {
      return whole;
    }
    ObjectNode either = JSON.createObjectNode();
    ObjectNode text = JSON.createObjectNode();
    text.put("type", "string");
    either.putArray("anyOf").add(text).add(whole);
    return either;
  }

  private static boolean delegating(Method method) {
    JsonCreator creator = method.getAnnotation(JsonCreator.class);
    return creator != null && creator.mode() == JsonCreator.Mode.DELEGATING;
  }

  private static String snake(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
