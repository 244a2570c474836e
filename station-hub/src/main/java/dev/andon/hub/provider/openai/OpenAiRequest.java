package dev.andon.hub.provider.openai;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Embed;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.Sampling;
import dev.andon.hub.chat.Tool;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.chat.ToolChoice;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.json.JsonWriter;
import dev.andon.hub.provider.dialect.JsonBody;
import dev.andon.hub.provider.dialect.OfferedTools;
import dev.andon.hub.provider.dialect.SamplingWriter;
import dev.andon.hub.provider.dialect.Structured;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Writes requests in OpenAI's dialect. Confined to one request. */
public final class OpenAiRequest {
  /** Fields that name the caller; they stay at home. */
  private static final Set<String> CALLER_FIELDS =
      Set.of("user", "safety_identifier", "metadata", "end_user_id");

  /**
   * How a compatible provider differs.
   *
   * @param maxTokensField the field that bounds the answer, unless the caller named it
   * @param structured how an answer that must match a schema is had
   */
  public record Options(String maxTokensField, Structured structured) {
    public static final Options OPENAI = new Options("max_completion_tokens", Structured.NATIVE);
    public static final Options COMPATIBLE = new Options("max_tokens", Structured.NATIVE);
  }

  private final Options options;
  private final String model;
  private final JsonWriter json = JsonWriter.inPieces();
  private boolean sameDialect;

  OpenAiRequest(Options options, String model) {
    this.options = options;
    this.model = model;
  }

  JsonBody chat(Chat chat) {
    sameDialect = chat.dialect() == WireFormat.OPENAI;
    return new JsonBody(json.object(() -> chatFields(chat)).pieces());
  }

  JsonBody embed(Embed embed) {
    json.object(
        () -> {
          json.field("model", model);
          json.field("input", embed.input());
          json.fields(withoutCaller(embed.extra()));
        });
    return new JsonBody(json.pieces());
  }

  private void chatFields(Chat chat) {
    json.field("model", model);
    json.array("messages", () -> messages(chat));
    tools(chat);
    format(chat.format());
    sampling(chat.sampling());
    if (chat.stream()) {
      json.field("stream", true);
      json.object("stream_options", () -> json.field("include_usage", true));
    }
    own(chat.extra());
  }

  private void messages(Chat chat) {
    if (!chat.system().isEmpty()) {
      message(Message.of(Message.Role.SYSTEM, chat.system().toArray(Part[]::new)));
    }
    if (options.structured() == Structured.PROMPT) {
      Structured.instruction(chat.format())
          .ifPresent(text -> message(Message.of(Message.Role.SYSTEM, new Part.Text(text))));
    }
    chat.messages().forEach(this::message);
  }

  private void message(Message message) {
    json.object(
        () -> {
          json.field("role", message.role().name().toLowerCase(Locale.ROOT));
          content(message);
          if (!message.toolCalls().isEmpty()) {
            json.array("tool_calls", () -> message.toolCalls().forEach(this::toolCall));
          }
          json.field("tool_call_id", message.toolCallId());
          own(message.extra());
        });
  }

  private void content(Message message) {
    if (message.parts().isEmpty()) {
      return;
    }
    json.name("content");
    if (message.parts().size() == 1
        && message.parts().getFirst() instanceof Part.Text text
        && text.extra().isEmpty()) {
      json.string(text.text());
    } else {
      json.array(() -> message.parts().forEach(this::part));
    }
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
          imagePart(part, () -> json.dataUri(image.mediaType(), image.image()), image.detail());
      case Part.ImageUrl url -> imagePart(part, () -> json.string(url.url()), url.detail());
      case Part.Opaque opaque -> json.raw(opaque.json());
    }
  }

  private void imagePart(Part part, Runnable url, Optional<String> detail) {
    json.object(
        () -> {
          json.field("type", "image_url");
          json.object(
              "image_url",
              () -> {
                json.name("url");
                url.run();
                json.field("detail", detail);
              });
          own(part.extra());
        });
  }

  private void toolCall(ToolCall call) {
    json.object(
        () -> {
          json.field("id", call.id());
          json.field("type", "function");
          json.object(
              "function",
              () -> {
                json.field("name", call.name());
                json.field("arguments", call.arguments());
              });
        });
  }

  private void tools(Chat chat) {
    OfferedTools offered =
        options.structured() == Structured.TOOL && Structured.wanted(chat.format())
            ? OfferedTools.withAnswer(chat)
            : OfferedTools.of(chat, WireFormat.OPENAI);
    if (!offered.tools().isEmpty()) {
      json.array("tools", () -> offered.tools().forEach(this::tool));
    }
    offered.choice().ifPresent(this::toolChoice);
  }

  private void tool(Tool tool) {
    switch (tool) {
      case Tool.Opaque opaque -> json.raw(opaque.json());
      case Tool.Function function ->
          json.object(
              () -> {
                json.field("type", "function");
                json.object(
                    "function",
                    () -> {
                      json.field("name", function.name());
                      json.field("description", function.description());
                      function.parameters().ifPresent(p -> json.field("parameters", p));
                      own(function.extra());
                    });
              });
    }
  }

  private void toolChoice(ToolChoice choice) {
    switch (choice) {
      case ToolChoice.Auto _ -> json.field("tool_choice", "auto");
      case ToolChoice.None _ -> json.field("tool_choice", "none");
      case ToolChoice.Any _ -> json.field("tool_choice", "required");
      case ToolChoice.Named named ->
          json.object(
              "tool_choice",
              () -> {
                json.field("type", "function");
                json.object("function", () -> json.field("name", named.name()));
              });
      case ToolChoice.Opaque opaque -> json.field("tool_choice", opaque.json());
    }
  }

  private void format(AnswerFormat format) {
    switch (format) {
      case AnswerFormat.Text _ -> {}
      case AnswerFormat.JsonObject _ ->
          json.object("response_format", () -> json.field("type", "json_object"));
      case AnswerFormat.JsonSchema schema -> {
        if (options.structured() == Structured.NATIVE) {
          json.object("response_format", () -> schema(schema));
        }
      }
    }
  }

  private void schema(AnswerFormat.JsonSchema schema) {
    json.field("type", "json_schema");
    json.object(
        "json_schema",
        () -> {
          json.field("name", schema.name());
          json.field("schema", schema.schema());
          schema.strict().ifPresent(strict -> json.field("strict", strict));
          own(schema.extra());
        });
  }

  /** Within the dialect the bound goes by the name that the caller gave it. */
  private void sampling(Sampling sampling) {
    Optional<String> named = sameDialect ? sampling.maxTokensField() : Optional.empty();
    new SamplingWriter(
            named.or(() -> Optional.of(options.maxTokensField())),
            "temperature",
            "top_p",
            Optional.of("n"),
            Optional.of("seed"),
            "stop")
        .write(json, sampling);
  }

  /** Unknown fields mean something in their own dialect only. */
  private void own(List<JsonField> extra) {
    if (sameDialect) {
      json.fields(withoutCaller(extra));
    }
  }

  private static List<JsonField> withoutCaller(List<JsonField> fields) {
    return fields.stream().filter(f -> !CALLER_FIELDS.contains(f.name())).toList();
  }
}
