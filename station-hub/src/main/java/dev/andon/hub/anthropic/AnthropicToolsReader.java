package dev.andon.hub.anthropic;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.Dialect;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.Tool;
import dev.andon.hub.chat.ToolChoice;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads tools, the choice among them, and the form that an answer must have. */
final class AnthropicToolsReader {
  private static final List<String> KNOWN = List.of("name", "description", "input_schema", "type");

  private AnthropicToolsReader() {}

  static List<Tool> tools(RawJson list) {
    List<Tool> tools = new ArrayList<>();
    try (JsonCursor json = JsonCursor.over(list)) {
      json.array(() -> tools.add(tool(json.raw())));
    }
    return tools;
  }

  /** Tools of a type of their own run at Anthropic and nowhere else. */
  private static Tool tool(RawJson raw) {
    Map<String, RawJson> fields = fields(raw);
    String type = text(fields, "type").orElse("custom");
    RawJson schema = fields.get("input_schema");
    if (!type.equals("custom") || schema == null) {
      return new Tool.Opaque(Dialect.ANTHROPIC, raw);
    }
    List<JsonField> others =
        fields.entrySet().stream()
            .filter(e -> !KNOWN.contains(e.getKey()))
            .map(e -> new JsonField(e.getKey(), e.getValue()))
            .toList();
    return new Tool.Function(
        text(fields, "name").orElseThrow(() -> new BadJson("a tool has no 'name'")),
        text(fields, "description"),
        Optional.of(schema),
        others);
  }

  static ToolChoice choice(RawJson raw) {
    Map<String, RawJson> fields = fields(raw);
    boolean plain = fields.size() == 1;
    return switch (text(fields, "type").orElse("")) {
      case "auto" -> plain ? new ToolChoice.Auto() : new ToolChoice.Opaque(Dialect.ANTHROPIC, raw);
      case "any" -> plain ? new ToolChoice.Any() : new ToolChoice.Opaque(Dialect.ANTHROPIC, raw);
      case "none" -> new ToolChoice.None();
      case "tool" ->
          new ToolChoice.Named(
              text(fields, "name").orElseThrow(() -> new BadJson("'tool_choice' has no 'name'")));
      default -> throw new BadJson("'tool_choice.type' must be auto, any, tool or none");
    };
  }

  /** The {@code format} of {@code output_config}; free text without one. */
  static AnswerFormat format(RawJson outputConfig) {
    RawJson format = fields(outputConfig).get("format");
    if (format == null || format.text().equals("null")) {
      return new AnswerFormat.Text();
    }
    Map<String, RawJson> fields = fields(format);
    if (!text(fields, "type").equals(Optional.of("json_schema"))) {
      throw new BadJson("'output_config.format.type' must be json_schema");
    }
    RawJson schema = fields.get("schema");
    if (schema == null) {
      throw new BadJson("'output_config.format' has no 'schema'");
    }
    return new AnswerFormat.JsonSchema("answer", schema, Optional.of(true), List.of());
  }

  private static Map<String, RawJson> fields(RawJson object) {
    Map<String, RawJson> fields = new TreeMap<>();
    try (JsonCursor json = JsonCursor.over(object)) {
      json.object(name -> fields.put(name, json.raw()));
    }
    return fields;
  }

  private static Optional<String> text(Map<String, RawJson> fields, String name) {
    RawJson value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    try (JsonCursor json = JsonCursor.over(value)) {
      return Optional.of(json.text());
    }
  }
}
