package dev.andon.hub.openai;

import dev.andon.hub.chat.Dialect;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.Tool;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.chat.ToolChoice;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads tools, the choice among them, and calls of them. */
final class OpenAiToolsReader {
  private static final int MAX_TOOLS = 1_000;

  private OpenAiToolsReader() {}

  static List<Tool> tools(RawJson list) {
    List<Tool> tools = new ArrayList<>();
    try (JsonCursor json = JsonCursor.over(list)) {
      json.array(
          () -> {
            if (tools.size() == MAX_TOOLS) {
              throw new BadJson("'tools' holds more than " + MAX_TOOLS + " tools");
            }
            tools.add(tool(json.raw()));
          });
    }
    return tools;
  }

  private static Tool tool(RawJson raw) {
    Map<String, RawJson> fields = fields(raw);
    RawJson function = fields.get("function");
    if (!"function".equals(text(fields, "type").orElse("")) || function == null) {
      return new Tool.Opaque(Dialect.OPENAI, raw);
    }
    Map<String, RawJson> inner = fields(function);
    String name =
        text(inner, "name").orElseThrow(() -> new BadJson("a tool's function has no 'name'"));
    return new Tool.Function(
        name,
        text(inner, "description"),
        Optional.ofNullable(inner.get("parameters")),
        others(inner, List.of("name", "description", "parameters")));
  }

  static ToolChoice choice(RawJson raw) {
    return switch (raw.text()) {
      case "\"auto\"" -> new ToolChoice.Auto();
      case "\"none\"" -> new ToolChoice.None();
      case "\"required\"" -> new ToolChoice.Any();
      default -> named(raw);
    };
  }

  private static ToolChoice named(RawJson raw) {
    if (raw.text().startsWith("\"")) {
      throw new BadJson("'tool_choice' must be auto, none, required or an object");
    }
    Map<String, RawJson> fields = fields(raw);
    RawJson function = fields.get("function");
    if ("function".equals(text(fields, "type").orElse("")) && function != null) {
      return text(fields(function), "name")
          .<ToolChoice>map(ToolChoice.Named::new)
          .orElseThrow(() -> new BadJson("'tool_choice.function' has no 'name'"));
    }
    return new ToolChoice.Opaque(Dialect.OPENAI, raw);
  }

  /** Reads one call; false if it is no call of a function. */
  static boolean call(JsonCursor json, List<ToolCall> into) {
    Map<String, RawJson> fields = fields(json.raw());
    RawJson function = fields.get("function");
    if (function == null) {
      return false;
    }
    Map<String, RawJson> inner = fields(function);
    into.add(
        new ToolCall(
            text(fields, "id").orElse(""),
            text(inner, "name").orElse(""),
            text(inner, "arguments").orElse("")));
    return true;
  }

  static Map<String, RawJson> fields(RawJson object) {
    Map<String, RawJson> fields = new TreeMap<>();
    try (JsonCursor json = JsonCursor.over(object)) {
      json.object(name -> fields.put(name, json.raw()));
    }
    return fields;
  }

  static Optional<String> text(Map<String, RawJson> fields, String name) {
    RawJson value = fields.get(name);
    if (value == null || value.text().equals("null")) {
      return Optional.empty();
    }
    try (JsonCursor json = JsonCursor.over(value)) {
      return Optional.of(json.text());
    }
  }

  static List<JsonField> others(Map<String, RawJson> fields, List<String> known) {
    return fields.entrySet().stream()
        .filter(e -> !known.contains(e.getKey()))
        .map(e -> new JsonField(e.getKey(), e.getValue()))
        .toList();
  }
}
