package dev.andon.hub.provider.openai;

import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.Embedding;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.api.ProviderAnswer;
import dev.andon.hub.provider.dialect.JsonReader;
import dev.andon.hub.provider.dialect.Structured;
import dev.andon.hub.provider.dialect.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads whole answers in OpenAI's dialect. Pure. */
final class OpenAiAnswer {
  private static final Set<String> TOP =
      Set.of("id", "object", "created", "model", "choices", "usage");
  private static final Set<String> CHOICE = Set.of("index", "message", "finish_reason");
  private static final Set<String> MESSAGE =
      Set.of("role", "content", "refusal", "tool_calls", "reasoning", "reasoning_content");

  private OpenAiAnswer() {}

  static ProviderAnswer.Whole completion(JsonNode json, OpenAiRequest.Options options)
      throws AttemptException {
    Optional<TokenUsage> usage = usage(json.path("usage"));
    List<Choice> choices = new ArrayList<>();
    for (JsonNode choice : json.path("choices")) {
      choices.add(choice(choice, choices.size(), options));
    }
    if (choices.isEmpty()) {
      throw JsonReader.malformed("the answer has no choices");
    }
    Completion completion =
        new Completion(
            JsonReader.text(json, "id").orElse(""),
            JsonReader.text(json, "model").orElse(""),
            JsonReader.count(json, "created"),
            choices,
            usage.orElse(TokenUsage.NONE),
            JsonReader.others(json, TOP));
    return new ProviderAnswer.Whole(completion, usage);
  }

  static ProviderAnswer.Whole embedding(JsonNode json) throws AttemptException {
    if (!json.path("data").isArray()) {
      throw JsonReader.malformed("the answer has no data");
    }
    Optional<TokenUsage> usage = usage(json.path("usage"));
    return new ProviderAnswer.Whole(
        new Embedding(
            JsonReader.text(json, "model").orElse(""),
            JsonReader.raw(json.path("data")),
            usage.orElse(TokenUsage.NONE)),
        usage);
  }

  static Optional<TokenUsage> usage(JsonNode usage) {
    if (!usage.isObject()) {
      return Optional.empty();
    }
    JsonNode input = usage.path("prompt_tokens_details");
    JsonNode output = usage.path("completion_tokens_details");
    return Optional.of(
        Usage.of(
            JsonReader.count(usage, "prompt_tokens"),
            JsonReader.count(input, "cached_tokens"),
            JsonReader.count(input, "cache_write_tokens"),
            0,
            JsonReader.count(input, "image_tokens"),
            JsonReader.count(input, "audio_tokens"),
            JsonReader.count(usage, "completion_tokens"),
            JsonReader.count(output, "reasoning_tokens")));
  }

  static FinishReason finishReason(String reason) {
    return switch (reason) {
      case "stop" -> FinishReason.STOP;
      case "length" -> FinishReason.LENGTH;
      case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
      case "content_filter" -> FinishReason.CONTENT_FILTER;
      default -> FinishReason.OTHER;
    };
  }

  private static Choice choice(JsonNode choice, int position, OpenAiRequest.Options options)
      throws AttemptException {
    JsonNode message = choice.path("message");
    if (!message.isObject()) {
      throw JsonReader.malformed("a choice has no message");
    }
    List<ToolCall> calls = toolCalls(message.path("tool_calls"));
    Choice read =
        new Choice(
            choice.path("index").isInt() ? Math.max(0, choice.path("index").intValue()) : position,
            JsonReader.text(message, "content"),
            JsonReader.text(message, "refusal"),
            JsonReader.text(message, "reasoning_content")
                .or(() -> JsonReader.text(message, "reasoning")),
            calls,
            finishReason(JsonReader.text(choice, "finish_reason").orElse("")),
            JsonReader.others(message, MESSAGE),
            JsonReader.others(choice, CHOICE));
    return options.structured() == Structured.TOOL ? Structured.fromTool(read) : read;
  }

  private static List<ToolCall> toolCalls(JsonNode calls) {
    List<ToolCall> read = new ArrayList<>();
    for (JsonNode call : calls) {
      JsonNode function = call.path("function");
      read.add(
          new ToolCall(
              JsonReader.text(call, "id").orElse(""),
              JsonReader.text(function, "name").orElse(""),
              JsonReader.text(function, "arguments").orElse("")));
    }
    return read;
  }
}
