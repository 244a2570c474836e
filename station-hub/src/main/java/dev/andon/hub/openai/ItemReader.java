package dev.andon.hub.openai;

import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.http.DataUri;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one item of a responses request's input. Confined to one item. */
final class ItemReader {
  private final JsonCursor json;
  private String type = "message";
  private @Nullable String role;
  private @Nullable String callId;
  private @Nullable String name;
  private @Nullable String arguments;
  private final List<Part> parts = new ArrayList<>();

  private ItemReader(JsonCursor json) {
    this.json = json;
  }

  static Message read(JsonCursor json) {
    ItemReader item = new ItemReader(json);
    json.object(item::field);
    return item.message();
  }

  private Message message() {
    return switch (type) {
      case "message" ->
          new Message(speaker(), parts, List.of(), Optional.empty(), List.<JsonField>of());
      case "function_call" ->
          new Message(
              Message.Role.ASSISTANT,
              List.of(),
              List.of(
                  new ToolCall(
                      required(callId, "call_id"),
                      required(name, "name"),
                      required(arguments, "arguments"))),
              Optional.empty(),
              List.of());
      case "function_call_output" ->
          new Message(
              Message.Role.TOOL,
              parts,
              List.of(),
              Optional.of(required(callId, "call_id")),
              List.of());
      default -> throw new BadJson("an input item of type '" + type + "' is not supported here");
    };
  }

  private Message.Role speaker() {
    return switch (required(role, "role")) {
      case "user" -> Message.Role.USER;
      case "assistant" -> Message.Role.ASSISTANT;
      case "system" -> Message.Role.SYSTEM;
      case "developer" -> Message.Role.DEVELOPER;
      default -> throw new BadJson("an item's role must be user, assistant, system or developer");
    };
  }

  private static String required(@Nullable String value, String field) {
    if (value == null) {
      throw new BadJson("an input item has no '" + field + "'");
    }
    return value;
  }

  private void field(String field) {
    switch (field) {
      case "type" -> type = json.text();
      case "role" -> role = json.text();
      case "call_id" -> callId = json.text();
      case "name" -> name = json.text();
      case "arguments" -> arguments = json.text();
      case "content", "output" -> content();
      default -> json.skip();
    }
  }

  private void content() {
    if (json.isString()) {
      parts.add(new Part.Text(json.text()));
    } else {
      json.array(() -> parts.add(new Content(json).read()));
    }
  }

  private static final class Content {
    private final JsonCursor json;
    private @Nullable String type;
    private @Nullable String text;
    private @Nullable String url;
    private @Nullable DataUri inline;
    private Optional<String> detail = Optional.empty();

    Content(JsonCursor json) {
      this.json = json;
    }

    Part read() {
      int start = json.start();
      json.object(this::field);
      return switch (required(type, "content.type")) {
        case "input_text", "output_text", "text" -> new Part.Text(required(text, "text"));
        case "input_image" -> image();
        default ->
            new Part.Opaque(
                WireFormat.OPENAI_RESPONSES, required(type, "content.type"), json.rawSince(start));
      };
    }

    private Part image() {
      DataUri data = inline;
      return data != null
          ? new Part.InlineImage(data.mediaType(), data.image(), detail, List.of())
          : new Part.ImageUrl(required(url, "image_url"), detail, List.of());
    }

    private void field(String field) {
      switch (field) {
        case "type" -> type = json.text();
        case "text" -> text = json.text();
        case "detail" -> detail = Optional.of(json.text());
        case "image_url" -> {
          if (json.startsWith("data:")) {
            inline = DataUri.read(json.stringBytes());
          } else {
            url = json.text();
          }
        }
        default -> json.skip();
      }
    }
  }
}
