package dev.andon.hub.openai;

import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.json.JsonWriter;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.request.RequestId;

/** Writes a whole answer as OpenAI's {@code response} object. */
final class ResponseWriter {
  private ResponseWriter() {}

  static byte[] write(RequestId id, Completion completion) {
    return JsonWriter.bytes(json -> response(json, id, completion));
  }

  /** The members of a finished response. */
  static void response(JsonWriter json, RequestId id, Completion completion) {
    Choice choice = completion.first();
    head(json, id, completion.model(), completion.createdEpochSeconds(), status(choice));
    if (choice.finishReason() == FinishReason.LENGTH) {
      json.object("incomplete_details", () -> json.field("reason", "max_output_tokens"));
    } else {
      json.nul("incomplete_details");
    }
    json.array("output", () -> output(json, id, choice));
    json.object("usage", () -> usage(json, completion.usage()));
  }

  static void head(JsonWriter json, RequestId id, String model, long created, String status) {
    json.field("id", "resp_" + id);
    json.field("object", "response");
    json.field("created_at", created);
    json.field("status", status);
    json.field("model", model);
    json.nul("error");
    json.field("parallel_tool_calls", true);
    json.field("tool_choice", "auto");
    json.array("tools", () -> {});
  }

  private static void output(JsonWriter json, RequestId id, Choice choice) {
    choice.text().ifPresent(text -> json.object(() -> message(json, id, text, "completed")));
    for (ToolCall call : choice.toolCalls()) {
      json.object(() -> call(json, call));
    }
  }

  static void message(JsonWriter json, RequestId id, String text, String status) {
    json.field("type", "message");
    json.field("id", "msg_" + id);
    json.field("status", status);
    json.field("role", "assistant");
    json.array("content", () -> json.object(() -> textPart(json, text)));
  }

  static void textPart(JsonWriter json, String text) {
    json.field("type", "output_text");
    json.field("text", text);
    json.array("annotations", () -> {});
  }

  static void call(JsonWriter json, ToolCall call) {
    json.field("type", "function_call");
    json.field("id", "fc_" + call.id());
    json.field("call_id", call.id());
    json.field("name", call.name());
    json.field("arguments", call.arguments());
    json.field("status", "completed");
  }

  private static void usage(JsonWriter json, TokenUsage usage) {
    json.field("input_tokens", usage.input());
    json.object("input_tokens_details", () -> json.field("cached_tokens", usage.cachedInput()));
    json.field("output_tokens", usage.output());
    json.object("output_tokens_details", () -> json.field("reasoning_tokens", usage.reasoning()));
    json.field("total_tokens", usage.total());
  }

  private static String status(Choice choice) {
    return choice.finishReason() == FinishReason.LENGTH ? "incomplete" : "completed";
  }
}
