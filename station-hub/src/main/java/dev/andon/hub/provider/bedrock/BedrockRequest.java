package dev.andon.hub.provider.bedrock;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.Tool;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.chat.ToolChoice;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.json.JsonWriter;
import dev.andon.hub.provider.dialect.Arguments;
import dev.andon.hub.provider.dialect.JsonBody;
import dev.andon.hub.provider.dialect.OfferedTools;
import dev.andon.hub.provider.dialect.SamplingWriter;
import dev.andon.hub.provider.dialect.Structured;
import java.util.List;
import java.util.Optional;

/** Writes requests for Bedrock's Converse. Confined to one request. */
final class BedrockRequest {
  private static final SamplingWriter SAMPLING =
      new SamplingWriter(
          Optional.of("maxTokens"),
          "temperature",
          "topP",
          Optional.empty(),
          Optional.empty(),
          "stopSequences");

  private final Chat chat;
  private final JsonWriter json = JsonWriter.inPieces();

  BedrockRequest(Chat chat) {
    this.chat = chat;
  }

  JsonBody body() {
    return new JsonBody(json.object(this::fields).pieces());
  }

  private void fields() {
    system();
    json.array("messages", this::messages);
    json.object("inferenceConfig", () -> SAMPLING.write(json, chat.sampling()));
    tools();
  }

  private void system() {
    List<Part> parts = Structured.instructions(chat);
    if (!parts.isEmpty()) {
      json.array("system", () -> parts.forEach(this::part));
    }
  }

  /** Converse wants the roles to alternate, so neighbours of one role become one message. */
  private void messages() {
    List<Message> turns = chat.turns();
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
          json.array("content", () -> messages.forEach(this::content));
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
            json.object(
                "toolResult",
                () -> {
                  json.field("toolUseId", message.toolCallId());
                  json.array("content", () -> message.parts().forEach(this::part));
                }));
  }

  private void toolUse(ToolCall call) {
    json.object(
        () ->
            json.object(
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
                  json.object(
                      "image",
                      () -> {
                        json.field("format", BedrockDialect.format(image.mediaType()));
                        json.object(
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

  /** Converse has no "no tool": without tools there is none. */
  private void tools() {
    OfferedTools offered =
        Structured.wanted(chat.format())
            ? OfferedTools.withAnswer(chat)
            : OfferedTools.of(chat, WireFormat.BEDROCK);
    boolean none = offered.choice().filter(ToolChoice.None.class::isInstance).isPresent();
    if (none || offered.tools().isEmpty()) {
      return;
    }
    json.object(
        "toolConfig",
        () -> {
          json.array("tools", () -> offered.tools().forEach(this::tool));
          offered.choice().ifPresent(this::toolChoice);
        });
  }

  private void tool(Tool tool) {
    switch (tool) {
      case Tool.Opaque opaque -> json.raw(opaque.json());
      case Tool.Function function ->
          json.object(
              () ->
                  json.object(
                      "toolSpec",
                      () -> {
                        json.field("name", function.name());
                        json.field("description", function.description());
                        json.object("inputSchema", () -> json.field("json", function.schema()));
                      }));
    }
  }

  private void toolChoice(ToolChoice choice) {
    switch (choice) {
      case ToolChoice.Auto _ -> choice("auto", Optional.empty());
      case ToolChoice.Any _ -> choice("any", Optional.empty());
      case ToolChoice.Named named -> choice("tool", Optional.of(named.name()));
      case ToolChoice.None _ -> {}
      case ToolChoice.Opaque opaque -> json.field("toolChoice", opaque.json());
    }
  }

  private void choice(String kind, Optional<String> name) {
    json.object("toolChoice", () -> json.object(kind, () -> json.field("name", name)));
  }
}
