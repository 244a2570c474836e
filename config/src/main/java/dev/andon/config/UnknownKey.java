package dev.andon.config;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Looks for a mistyped key inside an object whose record could not be made: a missing or wrong
 * value is often only the shadow of a typing slip beside it, and the slip is what the reader must
 * hear of.
 */
record UnknownKey(String typed, List<String> known, int line) {

  /**
   * The first key that its record has no component for, looked for in the object that could not be
   * made and then in those around it.
   *
   * @param made the record that could not be made at {@code path}
   */
  static Optional<UnknownKey> around(
      YAMLMapper mapper, String text, List<JacksonException.Reference> path, Class<?> made) {
    Optional<UnknownKey> found = in(mapper, text, path, made);
    for (int depth = path.size() - 1; found.isEmpty() && depth >= 0; depth--) {
      if (path.get(depth).from() instanceof Class<?> owner) {
        found = in(mapper, text, path.subList(0, depth), owner);
      }
    }
    return found;
  }

  private static Optional<UnknownKey> in(
      YAMLMapper mapper, String text, List<JacksonException.Reference> path, Class<?> type) {
    if (!type.isRecord()) {
      return Optional.empty();
    }
    try (JsonParser parser = mapper.createParser(text)) {
      parser.nextToken();
      return descend(parser, path) ? firstUnknown(parser, known(type)) : Optional.empty();
    } catch (JacksonException notYaml) {
      return Optional.empty();
    }
  }

  /**
   * Where the last key of a path is written. Jackson buffers records inside an Optional and then
   * knows no line any more.
   */
  static Optional<Integer> line(
      YAMLMapper mapper, String text, List<JacksonException.Reference> path) {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    String key = path.getLast().getPropertyName();
    try (JsonParser parser = mapper.createParser(text)) {
      parser.nextToken();
      if (!descend(parser, path.subList(0, path.size() - 1))) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        if (parser.currentName().equals(key)) {
          return Optional.of(parser.currentTokenLocation().getLineNr());
        }
        parser.nextToken();
        parser.skipChildren();
      }
      return Optional.empty();
    } catch (JacksonException notYaml) {
      return Optional.empty();
    }
  }

  private static boolean descend(JsonParser parser, List<JacksonException.Reference> path) {
    for (JacksonException.Reference step : path) {
      String name = step.getPropertyName();
      if (name == null ? !toElement(parser, step.getIndex()) : !toValue(parser, name)) {
        return false;
      }
    }
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  private static boolean toElement(JsonParser parser, int index) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return true;
    }
    parser.nextToken();
    for (int i = 0; i < index; i++) {
      parser.skipChildren();
      parser.nextToken();
    }
    return parser.currentToken() != JsonToken.END_ARRAY;
  }

  private static boolean toValue(JsonParser parser, String name) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean found = name.equals(parser.currentName());
      parser.nextToken();
      if (found) {
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }

  private static Optional<UnknownKey> firstUnknown(JsonParser parser, List<String> known) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      if (!known.contains(name)) {
        return Optional.of(new UnknownKey(name, known, parser.currentTokenLocation().getLineNr()));
      }
      parser.nextToken();
      parser.skipChildren();
    }
    return Optional.empty();
  }

  private static List<String> known(Class<?> type) {
    List<String> names = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
      names.add(
          property == null || property.value().isEmpty()
              ? snakeCase(component.getName())
              : property.value());
      JsonAlias alias = component.getAccessor().getAnnotation(JsonAlias.class);
      if (alias != null) {
        names.addAll(Arrays.asList(alias.value()));
      }
    }
    return names;
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
