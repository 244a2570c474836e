package dev.andon.hub.openai;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Dialect;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
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
 * Reads a chat completion request (OpenAI's API reference, "Create chat completion") in one pass.
 * Images stay where they are in the body; what is not known is kept as it is. Confined to one
 * request.
 */
final class ChatReader {
  private static final int MAX_MESSAGES = 10_000;
  private static final int MAX_STOPS = 64;

  private final JsonCursor json;

  private @Nullable String model;
  private final List<Message> messages = new ArrayList<>();
  private List<Tool> tools = List.of();
  private Optional<ToolChoice> toolChoice = Optional.empty();
  private AnswerFormat format = new AnswerFormat.Text();
  private OptionalInt maxTokens = OptionalInt.empty();
  private Optional<String> maxTokensField = Optional.empty();
  private OptionalDouble temperature = OptionalDouble.empty();
  private OptionalDouble topP = OptionalDouble.empty();
  private OptionalInt n = OptionalInt.empty();
  private final List<String> stop = new ArrayList<>();
  private OptionalLong seed = OptionalLong.empty();
  private boolean stream;
  private boolean streamUsage;
  private final List<JsonField> extra = new ArrayList<>();

  private ChatReader(JsonCursor json) {
    this.json = json;
  }

  /**
   * The request in {@code body}.
   *
   * @throws BadJson if it is not JSON, or a known field has the wrong form; names field and place
   */
  static Chat read(byte[] body, int length) {
    try (JsonCursor json = JsonCursor.over(body, length)) {
      ChatReader reader = new ChatReader(json);
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
    if (messages.isEmpty()) {
      throw new BadJson("'messages' must hold at least one message");
    }
    Sampling sampling = new Sampling(maxTokens, maxTokensField, temperature, topP, n, stop, seed);
    return new Chat(
        Dialect.OPENAI,
        new ModelName(model),
        List.of(),
        messages,
        tools,
        toolChoice,
        format,
        sampling,
        stream,
        streamUsage,
        extra);
  }

  private void field(String name) {
    if (json.isNull() && !name.equals("model") && !name.equals("messages")) {
      json.skip();
      return;
    }
    switch (name) {
      case "model" -> model = json.text();
      case "messages" -> json.array(this::message);
      case "tools" -> tools = OpenAiToolsReader.tools(json.raw());
      case "tool_choice" -> toolChoice = Optional.of(OpenAiToolsReader.choice(json.raw()));
      case "response_format" -> format = FormatReader.read(json.raw());
      case "max_tokens", "max_completion_tokens" -> maxTokens(name);
      case "temperature" -> temperature = OptionalDouble.of(json.number());
      case "top_p" -> topP = OptionalDouble.of(json.number());
      case "n" -> n = OptionalInt.of(json.smallInteger());
      case "stop" -> stop();
      case "seed" -> seed = OptionalLong.of(json.integer());
      case "stream" -> stream = json.bool();
      case "stream_options" -> json.object(this::streamOption);
      default -> extra.add(new JsonField(name, json.raw()));
    }
  }

  /** Where a caller sends both, the newer field's bound is the one that counts. */
  private void maxTokens(String name) {
    int bound = json.smallInteger();
    if (maxTokens.isEmpty() || name.equals("max_completion_tokens")) {
      maxTokens = OptionalInt.of(bound);
      maxTokensField = Optional.of(name);
    }
  }

  private void stop() {
    if (json.isString()) {
      stop.add(json.text());
      return;
    }
    json.array(
        () -> {
          if (stop.size() == MAX_STOPS) {
            throw new BadJson("'stop' holds more than " + MAX_STOPS + " sequences");
          }
          stop.add(json.text());
        });
  }

  private void streamOption(String name) {
    if (name.equals("include_usage") && !json.isNull()) {
      streamUsage = json.bool();
    } else {
      json.skip();
    }
  }

  private void message() {
    if (messages.size() == MAX_MESSAGES) {
      throw new BadJson("'messages' holds more than " + MAX_MESSAGES + " messages");
    }
    messages.add(MessageReader.read(json));
  }

  /** The members of a small object that are not known, for {@code extra}. */
  static List<JsonField> fields(RawJson object) {
    List<JsonField> fields = new ArrayList<>();
    try (JsonCursor json = JsonCursor.over(object)) {
      json.object(name -> fields.add(new JsonField(name, json.raw())));
    }
    return fields;
  }
}
