package dev.andon.hub.anthropic;

import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.json.JsonTree;
import dev.andon.hub.json.JsonWriter;
import dev.andon.hub.money.TokenUsage;
import tools.jackson.databind.JsonNode;

/** Writes a whole answer as Anthropic's {@code message} object. */
final class MessageWriter {
  private MessageWriter() {}

  static byte[] write(Completion completion) {
    Choice choice = completion.first();
    return JsonWriter.bytes(
        json -> {
          json.field("id", completion.id());
          json.field("type", "message");
          json.field("role", "assistant");
          json.field("model", completion.model());
          json.array("content", () -> content(json, choice));
          json.field("stop_reason", stop(choice.finishReason()));
          json.nul("stop_sequence");
          json.object("usage", () -> usage(json, completion.usage()));
        });
  }

  private static void content(JsonWriter json, Choice choice) {
    choice
        .text()
        .or(choice::refusal)
        .filter(text -> !text.isEmpty() || choice.toolCalls().isEmpty())
        .ifPresent(
            text ->
                json.object(
                    () -> {
                      json.field("type", "text");
                      json.field("text", text);
                    }));
    choice.toolCalls().forEach(call -> json.object(() -> call(json, call)));
  }

  private static void call(JsonWriter json, ToolCall call) {
    json.field("type", "tool_use");
    json.field("id", call.id());
    json.field("name", call.name());
    json.field("input", arguments(call.arguments()));
  }

  /** Models write arguments as text, which may be no JSON; Anthropic's clients want an object. */
  private static RawJson arguments(String text) {
    return JsonTree.parse(text).filter(JsonNode::isObject).isPresent()
        ? RawJson.of(text)
        : RawJson.of("{}");
  }

  static void usage(JsonWriter json, TokenUsage usage) {
    json.field("input_tokens", usage.input() - usage.cachedInput() - usage.cacheWrite());
    json.field("cache_creation_input_tokens", usage.cacheWrite());
    json.field("cache_read_input_tokens", usage.cachedInput());
    json.field("output_tokens", usage.output());
  }

  static String stop(FinishReason reason) {
    return switch (reason) {
      case STOP, OTHER -> "end_turn";
      case LENGTH -> "max_tokens";
      case TOOL_CALLS -> "tool_use";
      case CONTENT_FILTER -> "refusal";
    };
  }
}
