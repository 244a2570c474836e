package dev.andon.hub.provider.gemini;

import dev.andon.hub.chat.AnswerFormat;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes requests in Gemini's dialect. Confined to one request. */
final class GeminiRequest {
  private static final SamplingWriter SAMPLING =
      new SamplingWriter(
          Optional.of("maxOutputTokens"),
          "temperature",
          "topP",
          Optional.of("candidateCount"),
          Optional.of("seed"),
          "stopSequences");

  private final Chat chat;
  private final JsonWriter json = JsonWriter.inPieces();

  /** Gemini answers tools by name, others by the call's id. */
  private final Map<String, String> toolNames = new HashMap<>();

  GeminiRequest(Chat chat) {
    this.chat = chat;
    chat.messages().stream()
        .flatMap(m -> m.toolCalls().stream())
        .forEach(call -> toolNames.put(call.id(), call.name()));
  }

  JsonBody body() {
    return new JsonBody(json.object(this::fields).pieces());
  }

  private void fields() {
    system();
    json.array("contents", () -> chat.turns().forEach(this::message));
    tools();
    OfferedTools.of(chat, WireFormat.GEMINI).choice().ifPresent(this::toolChoice);
    json.object("generationConfig", this::generation);
  }

  private void system() {
    List<Part> parts = chat.instructions();
    if (!parts.isEmpty()) {
      json.object("systemInstruction", () -> json.array("parts", () -> parts.forEach(this::part)));
    }
  }

  private void message(Message message) {
    json.object(
        () -> {
          json.field("role", message.role() == Message.Role.ASSISTANT ? "model" : "user");
          json.array(
              "parts",
              () -> {
                if (message.role() == Message.Role.TOOL) {
                  toolResult(message);
                } else {
                  message.parts().forEach(this::part);
                  message.toolCalls().forEach(this::functionCall);
                }
              });
        });
  }

  private void toolResult(Message message) {
    String id = message.toolCallId().orElse("");
    StringBuilder text = new StringBuilder();
    for (Part part : message.parts()) {
      if (part instanceof Part.Text t) {
        text.append(t.text());
      }
    }
    json.object(
        () ->
            json.object(
                "functionResponse",
                () -> {
                  json.field("name", toolNames.getOrDefault(id, id));
                  json.object("response", () -> json.field("result", text.toString()));
                }));
    message.parts().stream().filter(p -> !(p instanceof Part.Text)).forEach(this::part);
  }

  private void functionCall(ToolCall call) {
    json.object(
        () ->
            json.object(
                "functionCall",
                () -> {
                  json.field("name", call.name());
                  json.field("args", Arguments.object(call));
                }));
  }

  private void part(Part part) {
    switch (part) {
      case Part.Text text -> json.object(() -> json.field("text", text.text()));
      case Part.InlineImage image ->
          json.object(
              () ->
                  json.object(
                      "inlineData",
                      () -> {
                        json.field("mimeType", image.mediaType());
                        json.name("data");
                        json.base64("", image.image());
                      }));
      case Part.Opaque opaque -> json.raw(opaque.json());
      case Part.ImageUrl _ -> throw new IllegalArgumentException("Gemini takes no image URLs");
    }
  }

  private void tools() {
    if (chat.tools().isEmpty()) {
      return;
    }
    json.array(
        "tools",
        () -> {
          json.object(
              () -> json.array("functionDeclarations", () -> chat.tools().forEach(this::tool)));
          for (Tool tool : chat.tools()) {
            if (tool instanceof Tool.Opaque opaque) {
              json.raw(opaque.json());
            }
          }
        });
  }

  private void tool(Tool tool) {
    switch (tool) {
      case Tool.Opaque _ -> {}
      case Tool.Function function ->
          json.object(
              () -> {
                json.field("name", function.name());
                json.field("description", function.description());
                function.parameters().ifPresent(p -> json.field("parametersJsonSchema", p));
              });
    }
  }

  private void toolChoice(ToolChoice choice) {
    switch (choice) {
      case ToolChoice.Auto _ -> mode("AUTO", Optional.empty());
      case ToolChoice.None _ -> mode("NONE", Optional.empty());
      case ToolChoice.Any _ -> mode("ANY", Optional.empty());
      case ToolChoice.Named named -> mode("ANY", Optional.of(named.name()));
      case ToolChoice.Opaque opaque -> json.field("toolConfig", opaque.json());
    }
  }

  private void mode(String mode, Optional<String> name) {
    json.object(
        "toolConfig",
        () ->
            json.object(
                "functionCallingConfig",
                () -> {
                  json.field("mode", mode);
                  name.ifPresent(n -> json.strings("allowedFunctionNames", List.of(n)));
                }));
  }

  private void generation() {
    SAMPLING.write(json, chat.sampling());
    switch (chat.format()) {
      case AnswerFormat.Text _ -> {}
      case AnswerFormat.JsonObject _ -> json.field("responseMimeType", "application/json");
      case AnswerFormat.JsonSchema schema -> {
        json.field("responseMimeType", "application/json");
        json.field("responseJsonSchema", schema.schema());
      }
    }
  }
}
