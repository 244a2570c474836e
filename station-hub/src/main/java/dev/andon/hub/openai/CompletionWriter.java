package dev.andon.hub.openai;

import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.json.JsonWriter;
import dev.andon.hub.money.TokenUsage;
import java.util.Set;

/** Writes a whole answer as OpenAI's {@code chat.completion} object. */
final class CompletionWriter {
  private static final Set<String> TOP =
      Set.of("id", "object", "created", "model", "choices", "usage");
  private static final Set<String> CHOICE = Set.of("index", "message", "finish_reason");
  private static final Set<String> MESSAGE = Set.of("role", "content", "refusal", "tool_calls");

  private CompletionWriter() {}

  static byte[] write(Completion completion) {
    return JsonWriter.bytes(
        json -> {
          json.field("id", completion.id());
          json.field("object", "chat.completion");
          json.field("created", completion.createdEpochSeconds());
          json.field("model", completion.model());
          json.array("choices", () -> completion.choices().forEach(choice -> choice(json, choice)));
          usage(json, completion.usage());
          json.fields(completion.extra(), TOP);
        });
  }

  private static void choice(JsonWriter json, Choice choice) {
    json.object(
        () -> {
          json.field("index", choice.index());
          json.object("message", () -> message(json, choice));
          json.field("finish_reason", finish(choice.finishReason()));
          json.fields(choice.extra(), CHOICE);
        });
  }

  private static void message(JsonWriter json, Choice choice) {
    json.field("role", "assistant");
    json.nullable("content", choice.text());
    json.nullable("refusal", choice.refusal());
    choice.reasoning().ifPresent(text -> json.field("reasoning_content", text));
    if (!choice.toolCalls().isEmpty()) {
      json.array("tool_calls", () -> choice.toolCalls().forEach(call -> call(json, call)));
    }
    json.fields(choice.messageExtra(), MESSAGE);
  }

  private static void call(JsonWriter json, ToolCall call) {
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

  static void usage(JsonWriter json, TokenUsage usage) {
    json.object(
        "usage",
        () -> {
          json.field("prompt_tokens", usage.input());
          json.field("completion_tokens", usage.output());
          json.field("total_tokens", usage.total());
          json.object(
              "prompt_tokens_details",
              () -> {
                json.field("cached_tokens", usage.cachedInput());
                json.field("audio_tokens", usage.audio());
              });
          json.object(
              "completion_tokens_details", () -> json.field("reasoning_tokens", usage.reasoning()));
        });
  }

  /** OpenAI's words; an unknown reason reads as a normal stop there. */
  static String finish(FinishReason reason) {
    return switch (reason) {
      case STOP, OTHER -> "stop";
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool_calls";
      case CONTENT_FILTER -> "content_filter";
    };
  }
}
