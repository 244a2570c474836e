package dev.andon.hub.openai;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.ChatBuilder;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.BodyReader;
import dev.andon.hub.json.JsonCursor;

/**
 * Reads a chat completion request (OpenAI's API reference, "Create chat completion") in one pass.
 * Images stay where they are in the body; what is not known is kept as it is. Confined to one
 * request.
 */
final class ChatReader implements BodyReader<Chat> {
  private static final int MAX_MESSAGES = 10_000;
  private static final int MAX_STOPS = 64;

  private final JsonCursor json;

  private final ChatBuilder chat = new ChatBuilder(WireFormat.OPENAI);

  private ChatReader(JsonCursor json) {
    this.json = json;
  }

  /**
   * The request in {@code body}.
   *
   * @throws BadJson if it is not JSON, or a known field has the wrong form; names field and place
   */
  static Chat read(byte[] body, int length) {
    return BodyReader.read(body, length, ChatReader::new);
  }

  @Override
  public Chat whole() {
    if (chat.hasModel() && chat.turns() == 0) {
      throw new BadJson("'messages' must hold at least one message");
    }
    return chat.build();
  }

  @Override
  public void member(String name) {
    if (json.isNull() && !name.equals("model") && !name.equals("messages")) {
      json.skip();
      return;
    }
    switch (name) {
      case "model" -> chat.model(json.text());
      case "messages" -> json.array(this::message);
      case "tools" -> chat.tools(OpenAiToolsReader.tools(json.raw()));
      case "tool_choice" -> chat.toolChoice(OpenAiToolsReader.choice(json.raw()));
      case "response_format" -> chat.format(FormatReader.read(json.raw()));
      case "max_tokens", "max_completion_tokens" -> maxTokens(name);
      case "temperature" -> chat.temperature(json.number());
      case "top_p" -> chat.topP(json.number());
      case "n" -> chat.n(json.smallInteger());
      case "stop" -> stop();
      case "seed" -> chat.seed(json.integer());
      case "stream" -> chat.stream(json.bool());
      case "stream_options" -> json.object(this::streamOption);
      default -> chat.extra(name, json.raw());
    }
  }

  /** Where a caller sends both, the newer field's bound is the one that counts. */
  private void maxTokens(String name) {
    int bound = json.smallInteger();
    if (!chat.hasMaxTokens() || name.equals("max_completion_tokens")) {
      chat.maxTokens(name, bound);
    }
  }

  private void stop() {
    if (json.isString()) {
      chat.stop(json.text());
      return;
    }
    json.array(
        () -> {
          if (chat.stops() == MAX_STOPS) {
            throw new BadJson("'stop' holds more than " + MAX_STOPS + " sequences");
          }
          chat.stop(json.text());
        });
  }

  private void streamOption(String name) {
    if (name.equals("include_usage") && !json.isNull()) {
      chat.streamUsage(json.bool());
    } else {
      json.skip();
    }
  }

  private void message() {
    if (chat.turns() == MAX_MESSAGES) {
      throw new BadJson("'messages' holds more than " + MAX_MESSAGES + " messages");
    }
    chat.message(MessageReader.read(json));
  }
}
