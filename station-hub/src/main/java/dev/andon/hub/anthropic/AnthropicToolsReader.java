package dev.andon.hub.anthropic;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.Tool;
import dev.andon.hub.chat.ToolChoice;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.JsonCursor;
import dev.andon.hub.json.JsonMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    JsonMembers fields = JsonMembers.of(raw);
    String type = fields.strictText("type").orElse("custom");
    Optional<RawJson> schema = fields.get("input_schema");
    if (!type.equals("custom") || schema.isEmpty()) {
      return new Tool.Opaque(WireFormat.ANTHROPIC, raw);
    }
    return new Tool.Function(
        fields.strictText("name").orElseThrow(() -> new BadJson("a tool has no 'name'")),
        fields.strictText("description"),
        schema,
        fields.others(KNOWN));
  }

  static ToolChoice choice(RawJson raw) {
    JsonMembers fields = JsonMembers.of(raw);
    boolean plain = fields.values().size() == 1;
    return switch (fields.strictText("type").orElse("")) {
      case "auto" ->
          plain ? new ToolChoice.Auto() : new ToolChoice.Opaque(WireFormat.ANTHROPIC, raw);
      case "any" -> plain ? new ToolChoice.Any() : new ToolChoice.Opaque(WireFormat.ANTHROPIC, raw);
      case "none" -> new ToolChoice.None();
      case "tool" ->
          new ToolChoice.Named(
              fields
                  .strictText("name")
                  .orElseThrow(() -> new BadJson("'tool_choice' has no 'name'")));
      default -> throw new BadJson("'tool_choice.type' must be auto, any, tool or none");
    };
  }

  /** The {@code format} of {@code output_config}; free text without one. */
  static AnswerFormat format(RawJson outputConfig) {
    Optional<RawJson> format = JsonMembers.of(outputConfig).get("format");
    if (format.isEmpty() || format.get().text().equals("null")) {
      return new AnswerFormat.Text();
    }
    JsonMembers fields = JsonMembers.of(format.get());
    if (!fields.strictText("type").equals(Optional.of("json_schema"))) {
      throw new BadJson("'output_config.format.type' must be json_schema");
    }
    RawJson schema =
        fields
            .get("schema")
            .orElseThrow(() -> new BadJson("'output_config.format' has no 'schema'"));
    return new AnswerFormat.JsonSchema("answer", schema, Optional.of(true), List.of());
  }
}
