package dev.andon.hub.anthropic;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Dialect;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.Sampling;
import dev.andon.hub.chat.Tool;
import dev.andon.hub.chat.ToolChoice;
import dev.andon.hub.http.BadJson;
import dev.andon.hub.http.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads a messages request (Anthropic's API reference, "Messages") in one pass; images stay where
 * they are in the body. Confined to one request.
 */
final class MessagesReader {
  private static final int MAX_MESSAGES = 10_000;

  private final JsonCursor json;
  private @Nullable String model;
  private final List<Part> system = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private List<Tool> tools = List.of();
  private Optional<ToolChoice> toolChoice = Optional.empty();
  private OptionalInt maxTokens = OptionalInt.empty();
  private OptionalDouble temperature = OptionalDouble.empty();
  private OptionalDouble topP = OptionalDouble.empty();
  private final List<String> stop = new ArrayList<>();
  private AnswerFormat format = new AnswerFormat.Text();
  private boolean stream;
  private final List<JsonField> extra = new ArrayList<>();

  private MessagesReader(JsonCursor json) {
    this.json = json;
  }

  /**
   * The request in {@code body}.
   *
   * @throws BadJson if it is not JSON, or a known field has the wrong form
   */
  static Chat read(byte[] body, int length) {
    try (JsonCursor json = JsonCursor.over(body, length)) {
      MessagesReader reader = new MessagesReader(json);
      json.object(reader::field);
      json.end();
      return reader.chat();
    } catch (IllegalArgumentException outOfRange) {
      throw new BadJson(String.valueOf(outOfRange.getMessage()));
    }
  }

  private Chat chat() {
    if (model == null) {
      throw new BadJson("'model' is missing");
    }
    if (maxTokens.isEmpty()) {
      throw new BadJson("'max_tokens' is missing");
    }
    if (messages.isEmpty()) {
      throw new BadJson("'messages' must hold at least one message");
    }
    Sampling sampling =
        new Sampling(
            maxTokens,
            Optional.empty(),
            temperature,
            topP,
            OptionalInt.empty(),
            stop,
            OptionalLong.empty());
    return new Chat(
        Dialect.ANTHROPIC,
        new ModelName(model),
        system,
        messages,
        tools,
        toolChoice,
        format,
        sampling,
        stream,
        stream,
        extra);
  }

  private void field(String name) {
    switch (name) {
      case "model" -> model = json.text();
      case "messages" -> json.array(this::message);
      case "system" -> system();
      case "tools" -> tools = AnthropicToolsReader.tools(json.raw());
      case "tool_choice" -> choice(json.raw());
      case "max_tokens" -> maxTokens = OptionalInt.of(json.smallInteger());
      case "temperature" -> temperature = OptionalDouble.of(json.number());
      case "top_p" -> topP = OptionalDouble.of(json.number());
      case "stop_sequences" -> json.array(() -> stop.add(json.text()));
      case "stream" -> stream = json.bool();
      case "output_config" -> output(json.raw());
      default -> extra.add(new JsonField(name, json.raw()));
    }
  }

  /** Anthropic itself gets it as it came; for others the schema in it is what counts. */
  private void output(RawJson raw) {
    extra.add(new JsonField("output_config", raw));
    format = AnthropicToolsReader.format(raw);
  }

  private void choice(RawJson raw) {
    toolChoice = Optional.of(AnthropicToolsReader.choice(raw));
  }

  private void system() {
    if (json.isString()) {
      system.add(new Part.Text(json.text()));
    } else {
      json.array(
          () -> {
            switch (BlockReader.read(json)) {
              case BlockReader.Block.Content content -> system.add(content.part());
              case BlockReader.Block.Use _, BlockReader.Block.Result _ ->
                  throw new BadJson("'system' holds text blocks only");
            }
          });
    }
  }

  private void message() {
    if (messages.size() >= MAX_MESSAGES) {
      throw new BadJson("'messages' holds more than " + MAX_MESSAGES + " messages");
    }
    messages.addAll(TurnReader.read(json));
  }
}
