package dev.andon.hub.anthropic;

import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message. Results of tools, which stand in a user's turn here, become turns of their own
 * before it. Confined to one message.
 */
final class TurnReader {
  private static final int MAX_BLOCKS = 2_000;

  private final JsonCursor json;
  private @Nullable String role;
  private final List<Part> parts = new ArrayList<>();
  private final List<ToolCall> calls = new ArrayList<>();
  private final List<Message> results = new ArrayList<>();
  private final List<JsonField> extra = new ArrayList<>();
  private int blocks;

  private TurnReader(JsonCursor json) {
    this.json = json;
  }

  static List<Message> read(JsonCursor json) {
    TurnReader reader = new TurnReader(json);
    json.object(reader::field);
    return reader.messages();
  }

  private List<Message> messages() {
    Message.Role speaker = role();
    List<Message> turns = new ArrayList<>(results);
    if (results.isEmpty() || !parts.isEmpty() || !calls.isEmpty()) {
      turns.add(new Message(speaker, parts, calls, Optional.empty(), extra));
    }
    return turns;
  }

  private Message.Role role() {
    return switch (role == null ? "" : role) {
      case "user" -> Message.Role.USER;
      case "assistant" -> Message.Role.ASSISTANT;
      default -> throw new BadJson("a message's role must be user or assistant");
    };
  }

  private void field(String name) {
    switch (name) {
      case "role" -> role = json.text();
      case "content" -> content();
      default -> extra.add(new JsonField(name, json.raw()));
    }
  }

  private void content() {
    if (json.isString()) {
      parts.add(new Part.Text(json.text()));
    } else {
      json.array(this::block);
    }
  }

  private void block() {
    if (++blocks > MAX_BLOCKS) {
      throw new BadJson("a message holds more than " + MAX_BLOCKS + " blocks");
    }
    switch (BlockReader.read(json)) {
      case BlockReader.Block.Content content -> parts.add(content.part());
      case BlockReader.Block.Use use -> calls.add(use.call());
      case BlockReader.Block.Result result ->
          results.add(
              new Message(
                  Message.Role.TOOL,
                  result.parts(),
                  List.of(),
                  Optional.of(result.callId()),
                  result.extra()));
    }
  }
}
