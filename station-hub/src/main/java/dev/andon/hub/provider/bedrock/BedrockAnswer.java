package dev.andon.hub.provider.bedrock;

import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
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

/** Reads whole answers of Bedrock's Converse. Pure. */
final class BedrockAnswer {
  private static final Set<String> TOP = Set.of("output", "stopReason", "usage", "metrics");
  private static final String HOUR = "1h";

  private BedrockAnswer() {}

  static ProviderAnswer.Whole read(JsonNode json, String model) throws AttemptException {
    JsonNode content = json.path("output").path("message").path("content");
    if (!content.isArray()) {
      throw AnswerJson.malformed("the answer has no message");
    }
    Optional<TokenUsage> usage = usage(json.path("usage"));
    Completion completion =
        new Completion(
            "",
            model,
            0,
            List.of(Structured.fromTool(choice(json, content))),
            usage.orElse(TokenUsage.NONE),
            JsonTree.others(json, TOP));
    return new ProviderAnswer.Whole(completion, usage);
  }

  /** What was read from and written to the cache is counted apart from the input. */
  static Optional<TokenUsage> usage(JsonNode usage) {
    if (!usage.isObject()) {
      return Optional.empty();
    }
    long read = JsonTree.count(usage, "cacheReadInputTokens");
    long written = JsonTree.count(usage, "cacheWriteInputTokens");
    long hour = 0;
    for (JsonNode kept : usage.path("cacheDetails")) {
      hour += kept.path("ttl").asString("").equals(HOUR) ? JsonTree.count(kept, "inputTokens") : 0;
    }
    long input = JsonTree.count(usage, "inputTokens") + read + written;
    return Optional.of(
        Usage.of(input, read, written, hour, 0, 0, JsonTree.count(usage, "outputTokens"), 0));
  }

  static FinishReason finishReason(String reason) {
    return switch (reason) {
      case "end_turn", "stop_sequence" -> FinishReason.STOP;
      case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
      case "tool_use" -> FinishReason.TOOL_CALLS;
      case "guardrail_intervened", "content_filtered" -> FinishReason.CONTENT_FILTER;
      default -> FinishReason.OTHER;
    };
  }

  private static Choice choice(JsonNode json, JsonNode content) {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    List<ToolCall> calls = new ArrayList<>();
    boolean hasText = false;
    for (JsonNode block : content) {
      if (block.path("text").isString()) {
        hasText = true;
        text.append(block.path("text").stringValue());
      } else if (block.path("toolUse").isObject()) {
        JsonNode use = block.path("toolUse");
        calls.add(
            new ToolCall(
                JsonTree.text(use, "toolUseId").orElse(""),
                JsonTree.text(use, "name").orElse(""),
                JsonTree.raw(use.path("input")).text()));
      } else {
        reasoning.append(
            JsonTree.text(block.at("/reasoningContent/reasoningText"), "text").orElse(""));
      }
    }
    return new Choice(
        0,
        hasText ? Optional.of(text.toString()) : Optional.empty(),
        Optional.empty(),
        reasoning.isEmpty() ? Optional.empty() : Optional.of(reasoning.toString()),
        calls,
        finishReason(JsonTree.text(json, "stopReason").orElse("")),
        List.of(),
        List.of());
  }
}
