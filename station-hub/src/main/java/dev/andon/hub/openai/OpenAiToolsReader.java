package dev.andon.hub.openai;

import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.Tool;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.chat.ToolChoice;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.JsonCursor;
import dev.andon.hub.json.JsonMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    JsonMembers fields = JsonMembers.of(raw);
    Optional<RawJson> function = fields.get("function");
    if (!fields.text("type").orElse("").equals("function") || function.isEmpty()) {
      return new Tool.Opaque(WireFormat.OPENAI, raw);
    }
    JsonMembers inner = JsonMembers.of(function.get());
    String name =
        inner.text("name").orElseThrow(() -> new BadJson("a tool's function has no 'name'"));
    return new Tool.Function(
        name,
        inner.text("description"),
        inner.get("parameters"),
        inner.others(List.of("name", "description", "parameters")));
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
    JsonMembers fields = JsonMembers.of(raw);
    Optional<RawJson> function = fields.get("function");
    if (fields.text("type").orElse("").equals("function") && function.isPresent()) {
      return JsonMembers.of(function.get())
          .text("name")
          .<ToolChoice>map(ToolChoice.Named::new)
          .orElseThrow(() -> new BadJson("'tool_choice.function' has no 'name'"));
    }
    return new ToolChoice.Opaque(WireFormat.OPENAI, raw);
  }

  /** Reads one call; false if it is no call of a function. */
  static boolean call(JsonCursor json, List<ToolCall> into) {
    JsonMembers fields = JsonMembers.of(json.raw());
    Optional<RawJson> function = fields.get("function");
    if (function.isEmpty()) {
      return false;
    }
    JsonMembers inner = JsonMembers.of(function.get());
    into.add(
        new ToolCall(
            fields.text("id").orElse(""),
            inner.text("name").orElse(""),
            inner.text("arguments").orElse("")));
    return true;
  }
}
