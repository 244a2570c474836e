package dev.andon.hub.anthropic;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.ChatBuilder;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.BodyReader;
import dev.andon.hub.json.JsonCursor;

/**
 * Reads a messages request (Anthropic's API reference, "Messages") in one pass; images stay where
 * they are in the body. Confined to one request.
 */
final class MessagesReader implements BodyReader<Chat> {
  private static final int MAX_MESSAGES = 10_000;

  private final JsonCursor json;
  private final ChatBuilder chat = new ChatBuilder(WireFormat.ANTHROPIC);

  private MessagesReader(JsonCursor json) {
    this.json = json;
  }

  /**
   * The request in {@code body}.
   *
   * @throws BadJson if it is not JSON, or a known field has the wrong form
   */
  static Chat read(byte[] body, int length) {
    return BodyReader.read(body, length, MessagesReader::new);
  }

  @Override
  public Chat whole() {
    if (chat.hasModel() && !chat.hasMaxTokens()) {
      throw new BadJson("'max_tokens' is missing");
    }
    if (chat.hasModel() && chat.turns() == 0) {
      throw new BadJson("'messages' must hold at least one message");
    }
    return chat.build();
  }

  @Override
  public void member(String name) {
    switch (name) {
      case "model" -> chat.model(json.text());
      case "messages" -> json.array(this::message);
      case "system" -> system();
      case "tools" -> chat.tools(AnthropicToolsReader.tools(json.raw()));
      case "tool_choice" -> chat.toolChoice(AnthropicToolsReader.choice(json.raw()));
      case "max_tokens" -> chat.maxTokens(json.smallInteger());
      case "temperature" -> chat.temperature(json.number());
      case "top_p" -> chat.topP(json.number());
      case "stop_sequences" -> json.array(() -> chat.stop(json.text()));
      case "stream" -> chat.streamWithUsage(json.bool());
      case "output_config" -> output(json.raw());
      default -> chat.extra(name, json.raw());
    }
  }

  /** Anthropic itself gets it as it came; for others the schema in it is what counts. */
  private void output(RawJson raw) {
    chat.extra("output_config", raw).format(AnthropicToolsReader.format(raw));
  }

  private void system() {
    if (json.isString()) {
      chat.system(new Part.Text(json.text()));
    } else {
      json.array(
          () -> {
            switch (BlockReader.read(json)) {
              case BlockReader.Block.Content content -> chat.system(content.part());
              case BlockReader.Block.Use _, BlockReader.Block.Result _ ->
                  throw new BadJson("'system' holds text blocks only");
            }
          });
    }
  }

  private void message() {
    if (chat.turns() >= MAX_MESSAGES) {
      throw new BadJson("'messages' holds more than " + MAX_MESSAGES + " messages");
    }
    TurnReader.read(json).forEach(chat::message);
  }
}
