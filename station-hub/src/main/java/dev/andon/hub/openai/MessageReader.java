package dev.andon.hub.openai;

import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one message. Its content may come before its role. Confined to one message. */
final class MessageReader {
  private static final int MAX_PARTS = 2_000;

  private final JsonCursor json;
  private @Nullable String role;
  private final List<Part> parts = new ArrayList<>();
  private final List<ToolCall> toolCalls = new ArrayList<>();
  private Optional<String> toolCallId = Optional.empty();
  private final List<JsonField> extra = new ArrayList<>();

  private MessageReader(JsonCursor json) {
    this.json = json;
  }

  static Message read(JsonCursor json) {
    MessageReader reader = new MessageReader(json);
    json.object(reader::field);
    return new Message(
        reader.role(), reader.parts, reader.toolCalls, reader.toolCallId, reader.extra);
  }

  private Message.Role role() {
    if (role == null) {
      throw new BadJson("a message has no 'role'");
    }
    return switch (role) {
      case "system" -> Message.Role.SYSTEM;
      case "developer" -> Message.Role.DEVELOPER;
      case "user" -> Message.Role.USER;
      case "assistant" -> Message.Role.ASSISTANT;
      case "tool" -> Message.Role.TOOL;
      default ->
          throw new BadJson("a message's role must be system, developer, user, assistant or tool");
    };
  }

  private void field(String name) {
    switch (name) {
      case "role" -> role = json.text();
      case "content" -> content();
      case "tool_calls" -> toolCalls(json.raw());
      case "tool_call_id" -> toolCallId = Optional.of(json.text());
      default -> extra.add(new JsonField(name, json.raw()));
    }
  }

  private void content() {
    if (json.isNull()) {
      json.skip();
    } else if (json.isString()) {
      parts.add(new Part.Text(json.text()));
    } else {
      json.array(this::part);
    }
  }

  private void part() {
    if (parts.size() == MAX_PARTS) {
      throw new BadJson("a message holds more than " + MAX_PARTS + " parts");
    }
    parts.add(PartReader.read(json));
  }

  /** Calls that are no functions are handed on as they are. */
  private void toolCalls(RawJson calls) {
    if (calls.text().equals("null")) {
      return;
    }
    List<ToolCall> read = new ArrayList<>();
    boolean[] onlyFunctions = {true};
    try (JsonCursor list = JsonCursor.over(calls)) {
      list.array(() -> onlyFunctions[0] &= OpenAiToolsReader.call(list, read));
    }
    if (onlyFunctions[0]) {
      toolCalls.addAll(read);
    } else {
      extra.add(new JsonField("tool_calls", calls));
    }
  }
}
