package dev.andon.hub.provider.bedrock;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Dialect;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.Sampling;
import dev.andon.hub.chat.Tool;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.chat.ToolChoice;
import dev.andon.hub.provider.dialect.Arguments;
import dev.andon.hub.provider.dialect.JsonBody;
import dev.andon.hub.provider.dialect.JsonWriter;
import dev.andon.hub.provider.dialect.Structured;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes requests for Bedrock's Converse. Confined to one request. */
final class BedrockRequest {
  private final Chat chat;
  private final JsonWriter json = new JsonWriter();

  BedrockRequest(Chat chat) {
    this.chat = chat;
  }

  JsonBody body() {
    return json.object(this::fields).done();
  }

  private void fields() {
    system();
    json.arrayField("messages", this::messages);
    sampling(chat.sampling());
    tools();
  }

  private void system() {
    List<Part> parts =
        Stream.concat(
                chat.system().stream(),
                chat.messages().stream()
                    .filter(BedrockRequest::isSystem)
                    .flatMap(m -> m.parts().stream()))
            .toList();
    Optional<String> instruction =
        chat.format() instanceof AnswerFormat.JsonObject
            ? Structured.instruction(chat.format())
            : Optional.empty();
    if (!parts.isEmpty() || instruction.isPresent()) {
      json.arrayField(
          "system",
          () -> {
            parts.forEach(this::part);
            instruction.ifPresent(text -> part(new Part.Text(text)));
          });
    }
  }

  private static boolean isSystem(Message message) {
    return message.role() == Message.Role.SYSTEM || message.role() == Message.Role.DEVELOPER;
  }

  /** Converse wants the roles to alternate, so neighbours of one role become one message. */
  private void messages() {
    List<Message> turns = chat.messages().stream().filter(m -> !isSystem(m)).toList();
    int at = 0;
    while (at < turns.size()) {
      int end = at + 1;
      while (end < turns.size() && role(turns.get(end)).equals(role(turns.get(at)))) {
        end++;
      }
      turn(turns.subList(at, end));
      at = end;
    }
  }

  private static String role(Message message) {
    return message.role() == Message.Role.ASSISTANT ? "assistant" : "user";
  }

  private void turn(List<Message> messages) {
    json.object(
        () -> {
          json.field("role", role(messages.getFirst()));
          json.arrayField("content", () -> messages.forEach(this::content));
        });
  }

  private void content(Message message) {
    if (message.role() == Message.Role.TOOL) {
      toolResult(message);
    } else {
      message.parts().forEach(this::part);
      message.toolCalls().forEach(this::toolUse);
    }
  }

  private void toolResult(Message message) {
    json.object(
        () ->
            json.objectField(
                "toolResult",
                () -> {
                  json.field("toolUseId", message.toolCallId());
                  json.arrayField("content", () -> message.parts().forEach(this::part));
                }));
  }

  private void toolUse(ToolCall call) {
    json.object(
        () ->
            json.objectField(
                "toolUse",
                () -> {
                  json.field("toolUseId", call.id());
                  json.field("name", call.name());
                  json.field("input", Arguments.object(call));
                }));
  }

  private void part(Part part) {
    switch (part) {
      case Part.Text text -> json.object(() -> json.field("text", text.text()));
      case Part.InlineImage image ->
          json.object(
              () ->
                  json.objectField(
                      "image",
                      () -> {
                        json.field("format", BedrockDialect.format(image.mediaType()));
                        json.objectField(
                            "source",
                            () -> {
                              json.name("bytes");
                              json.base64("", image.image());
                            });
                      }));
      case Part.Opaque opaque -> json.raw(opaque.json());
      case Part.ImageUrl _ -> throw new IllegalArgumentException("Converse takes no image URLs");
    }
  }

  private void sampling(Sampling sampling) {
    json.objectField(
        "inferenceConfig",
        () -> {
          json.field("maxTokens", sampling.maxTokens());
          json.field("temperature", sampling.temperature());
          json.field("topP", sampling.topP());
          if (!sampling.stop().isEmpty()) {
            json.strings("stopSequences", sampling.stop());
          }
        });
  }

  /** Converse has no "no tool": without tools there is none. */
  private void tools() {
    boolean asTool = Structured.wanted(chat.format());
    boolean none = chat.toolChoice().filter(ToolChoice.None.class::isInstance).isPresent();
    if (!asTool && (none || chat.tools().isEmpty())) {
      return;
    }
    json.objectField(
        "toolConfig",
        () -> {
          json.arrayField(
              "tools",
              () -> {
                chat.tools().forEach(this::tool);
                if (asTool) {
                  tool(Structured.tool(chat.format()));
                }
              });
          if (asTool) {
            toolChoice(new ToolChoice.Named(Structured.TOOL_NAME));
          } else {
            chat.toolChoice().ifPresent(this::toolChoice);
          }
        });
  }

  private void tool(Tool tool) {
    switch (tool) {
      case Tool.Opaque opaque -> json.raw(opaque.json());
      case Tool.Function function ->
          json.object(
              () ->
                  json.objectField(
                      "toolSpec",
                      () -> {
                        json.field("name", function.name());
                        json.field("description", function.description());
                        json.objectField(
                            "inputSchema",
                            () ->
                                json.field(
                                    "json",
                                    function
                                        .parameters()
                                        .orElse(RawJson.of("{\"type\":\"object\"}"))));
                      }));
    }
  }

  private void toolChoice(ToolChoice choice) {
    switch (choice) {
      case ToolChoice.Auto _ -> choice("auto", Optional.empty());
      case ToolChoice.Any _ -> choice("any", Optional.empty());
      case ToolChoice.Named named -> choice("tool", Optional.of(named.name()));
      case ToolChoice.None _ -> {}
      case ToolChoice.Opaque opaque -> {
        if (opaque.dialect() == Dialect.BEDROCK) {
          json.field("toolChoice", opaque.json());
        }
      }
    }
  }

  private void choice(String kind, Optional<String> name) {
    json.objectField("toolChoice", () -> json.objectField(kind, () -> json.field("name", name)));
  }
}
