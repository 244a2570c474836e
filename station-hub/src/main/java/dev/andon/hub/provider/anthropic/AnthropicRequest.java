package dev.andon.hub.provider.anthropic;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.JsonField;
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
import java.util.Set;

/** Writes requests in Anthropic's dialect. Confined to one request. */
final class AnthropicRequest {
  /** Anthropic wants a bound in every request. */
  private static final int DEFAULT_MAX_TOKENS = 4096;

  /** Fields that name the caller; they stay at home. */
  private static final Set<String> CALLER_FIELDS = Set.of("metadata", "user", "user_id");

  private static final SamplingWriter SAMPLING =
      new SamplingWriter(
          Optional.empty(),
          "temperature",
          "top_p",
          Optional.empty(),
          Optional.empty(),
          "stop_sequences");

  private final String model;
  private final Chat chat;
  private final boolean sameDialect;
  private final JsonWriter json = JsonWriter.inPieces();

  AnthropicRequest(String model, Chat chat) {
    this.model = model;
    this.chat = chat;
    this.sameDialect = chat.dialect() == WireFormat.ANTHROPIC;
  }

  JsonBody body() {
    return new JsonBody(json.object(this::fields).pieces());
  }

  private void fields() {
    json.field("model", model);
    json.field("max_tokens", chat.sampling().maxTokens().orElse(DEFAULT_MAX_TOKENS));
    system();
    json.array("messages", () -> chat.turns().forEach(this::message));
    tools();
    SAMPLING.write(json, chat.sampling());
    if (chat.stream()) {
      json.field("stream", true);
    }
    own(chat.extra());
  }

  private void system() {
    List<Part> parts = Structured.instructions(chat);
    if (!parts.isEmpty()) {
      json.array("system", () -> parts.forEach(this::part));
    }
  }

  private void message(Message message) {
    json.object(
        () -> {
          json.field("role", message.role() == Message.Role.ASSISTANT ? "assistant" : "user");
          json.array(
              "content",
              () -> {
                if (message.role() == Message.Role.TOOL) {
                  toolResult(message);
                } else {
                  message.parts().forEach(this::part);
                  message.toolCalls().forEach(this::toolUse);
                }
              });
          if (message.role() != Message.Role.TOOL) {
            own(message.extra());
          }
        });
  }

  private void toolResult(Message message) {
    json.object(
        () -> {
          json.field("type", "tool_result");
          json.field("tool_use_id", message.toolCallId());
          json.array("content", () -> message.parts().forEach(this::part));
          own(message.extra());
        });
  }

  private void toolUse(ToolCall call) {
    json.object(
        () -> {
          json.field("type", "tool_use");
          json.field("id", call.id());
          json.field("name", call.name());
          json.field("input", Arguments.object(call));
        });
  }

  private void part(Part part) {
    switch (part) {
      case Part.Text text ->
          json.object(
              () -> {
                json.field("type", "text");
                json.field("text", text.text());
                own(text.extra());
              });
      case Part.InlineImage image ->
          source(
              part,
              () -> {
                json.field("type", "base64");
                json.field("media_type", image.mediaType());
                json.name("data");
                json.base64("", image.image());
              });
      case Part.ImageUrl url ->
          source(
              part,
              () -> {
                json.field("type", "url");
                json.field("url", url.url());
              });
      case Part.Opaque opaque -> json.raw(opaque.json());
    }
  }

  private void source(Part part, Runnable source) {
    json.object(
        () -> {
          json.field("type", "image");
          json.object("source", source);
          own(part.extra());
        });
  }

  private void tools() {
    OfferedTools offered =
        Structured.wanted(chat.format()) && !enforcedNatively()
            ? OfferedTools.withAnswer(chat)
            : OfferedTools.of(chat, WireFormat.ANTHROPIC);
    if (!offered.tools().isEmpty()) {
      json.array("tools", () -> offered.tools().forEach(this::tool));
    }
    offered.choice().ifPresent(this::toolChoice);
  }

  /** Whoever speaks the dialect has asked for the schema in its own words, which go along. */
  private boolean enforcedNatively() {
    return sameDialect && chat.extra().stream().anyMatch(f -> f.name().equals("output_config"));
  }

  private void tool(Tool tool) {
    switch (tool) {
      case Tool.Opaque opaque -> json.raw(opaque.json());
      case Tool.Function function ->
          json.object(
              () -> {
                json.field("name", function.name());
                json.field("description", function.description());
                json.field("input_schema", function.schema());
                own(function.extra());
              });
    }
  }

  private void toolChoice(ToolChoice choice) {
    switch (choice) {
      case ToolChoice.Auto _ -> choice("auto", Optional.empty());
      case ToolChoice.None _ -> choice("none", Optional.empty());
      case ToolChoice.Any _ -> choice("any", Optional.empty());
      case ToolChoice.Named named -> choice("tool", Optional.of(named.name()));
      case ToolChoice.Opaque opaque -> json.field("tool_choice", opaque.json());
    }
  }

  private void choice(String type, Optional<String> name) {
    json.object(
        "tool_choice",
        () -> {
          json.field("type", type);
          json.field("name", name);
        });
  }

  private void own(List<JsonField> extra) {
    if (sameDialect) {
      json.fields(extra.stream().filter(f -> !CALLER_FIELDS.contains(f.name())).toList());
    }
  }
}
