package dev.andon.hub.provider.openai;

import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.Embedding;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.json.JsonTree;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.api.ProviderAnswer;
import dev.andon.hub.provider.dialect.AnswerJson;
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
      throw AnswerJson.malformed("the answer has no choices");
    }
    Completion completion =
        new Completion(
            JsonTree.text(json, "id").orElse(""),
            JsonTree.text(json, "model").orElse(""),
            JsonTree.count(json, "created"),
            choices,
            usage.orElse(TokenUsage.NONE),
            JsonTree.others(json, TOP));
    return new ProviderAnswer.Whole(completion, usage);
  }

  static ProviderAnswer.Whole embedding(JsonNode json) throws AttemptException {
    if (!json.path("data").isArray()) {
      throw AnswerJson.malformed("the answer has no data");
    }
    Optional<TokenUsage> usage = usage(json.path("usage"));
    return new ProviderAnswer.Whole(
        new Embedding(
            JsonTree.text(json, "model").orElse(""),
            JsonTree.raw(json.path("data")),
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
            JsonTree.count(usage, "prompt_tokens"),
            JsonTree.count(input, "cached_tokens"),
            JsonTree.count(input, "cache_write_tokens"),
            0,
            JsonTree.count(input, "image_tokens"),
            JsonTree.count(input, "audio_tokens"),
            JsonTree.count(usage, "completion_tokens"),
            JsonTree.count(output, "reasoning_tokens")));
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
      throw AnswerJson.malformed("a choice has no message");
    }
    List<ToolCall> calls = toolCalls(message.path("tool_calls"));
    Choice read =
        new Choice(
            choice.path("index").isInt() ? Math.max(0, choice.path("index").intValue()) : position,
            JsonTree.text(message, "content"),
            JsonTree.text(message, "refusal"),
            JsonTree.text(message, "reasoning_content")
                .or(() -> JsonTree.text(message, "reasoning")),
            calls,
            finishReason(JsonTree.text(choice, "finish_reason").orElse("")),
            JsonTree.others(message, MESSAGE),
            JsonTree.others(choice, CHOICE));
    return options.structured() == Structured.TOOL ? Structured.fromTool(read) : read;
  }

  private static List<ToolCall> toolCalls(JsonNode calls) {
    List<ToolCall> read = new ArrayList<>();
    for (JsonNode call : calls) {
      JsonNode function = call.path("function");
      read.add(
          new ToolCall(
              JsonTree.text(call, "id").orElse(""),
              JsonTree.text(function, "name").orElse(""),
              JsonTree.text(function, "arguments").orElse("")));
    }
    return read;
  }
}
