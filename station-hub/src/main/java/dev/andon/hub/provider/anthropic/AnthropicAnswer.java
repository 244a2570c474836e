package dev.andon.hub.provider.anthropic;

import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.RawJson;
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
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Reads whole answers in Anthropic's dialect. Confined to one answer. */
final class AnthropicAnswer {
  private static final Set<String> TOP =
      Set.of("id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage");

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final List<ToolCall> calls = new ArrayList<>();
  private final List<RawJson> opaque = new ArrayList<>();
  private boolean hasText;

  private AnthropicAnswer() {}

  static ProviderAnswer.Whole read(JsonNode json) throws AttemptException {
    if (!json.path("content").isArray()) {
      throw AnswerJson.malformed("the answer has no content");
    }
    AnthropicAnswer answer = new AnthropicAnswer();
    json.path("content").forEach(answer::block);
    Optional<TokenUsage> usage = usage(json.path("usage"));
    Completion completion =
        new Completion(
            JsonTree.text(json, "id").orElse(""),
            JsonTree.text(json, "model").orElse(""),
            0,
            List.of(Structured.fromTool(answer.choice(json))),
            usage.orElse(TokenUsage.NONE),
            JsonTree.others(json, TOP));
    return new ProviderAnswer.Whole(completion, usage);
  }

  /** Anthropic counts what it read from and wrote to its cache apart from the input. */
  static Optional<TokenUsage> usage(JsonNode usage) {
    if (!usage.isObject()) {
      return Optional.empty();
    }
    long read = JsonTree.count(usage, "cache_read_input_tokens");
    long written = JsonTree.count(usage, "cache_creation_input_tokens");
    long hour = JsonTree.count(usage.path("cache_creation"), "ephemeral_1h_input_tokens");
    long input = JsonTree.count(usage, "input_tokens") + read + written;
    return Optional.of(
        Usage.of(input, read, written, hour, 0, 0, JsonTree.count(usage, "output_tokens"), 0));
  }

  static FinishReason finishReason(String reason) {
    return switch (reason) {
      case "end_turn", "stop_sequence" -> FinishReason.STOP;
      case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
      case "tool_use" -> FinishReason.TOOL_CALLS;
      case "refusal" -> FinishReason.CONTENT_FILTER;
      default -> FinishReason.OTHER;
    };
  }

  private void block(JsonNode block) {
    switch (JsonTree.text(block, "type").orElse("")) {
      case "text" -> {
        hasText = true;
        text.append(JsonTree.text(block, "text").orElse(""));
      }
      case "tool_use" ->
          calls.add(
              new ToolCall(
                  JsonTree.text(block, "id").orElse(""),
                  JsonTree.text(block, "name").orElse(""),
                  JsonTree.raw(block.path("input")).text()));
      case "thinking" -> {
        reasoning.append(JsonTree.text(block, "thinking").orElse(""));
        opaque.add(JsonTree.raw(block));
      }
      default -> opaque.add(JsonTree.raw(block));
    }
  }

  private Choice choice(JsonNode json) {
    List<JsonField> blocks =
        opaque.isEmpty()
            ? List.of()
            : List.of(
                new JsonField(
                    "thinking_blocks",
                    RawJson.of(
                        opaque.stream()
                            .map(RawJson::text)
                            .collect(Collectors.joining(",", "[", "]")))));
    List<JsonField> stop =
        JsonTree.text(json, "stop_sequence")
            .map(
                s ->
                    List.of(
                        new JsonField("stop_sequence", JsonTree.raw(json.path("stop_sequence")))))
            .orElse(List.of());
    return new Choice(
        0,
        hasText ? Optional.of(text.toString()) : Optional.empty(),
        Optional.empty(),
        reasoning.isEmpty() ? Optional.empty() : Optional.of(reasoning.toString()),
        calls,
        finishReason(JsonTree.text(json, "stop_reason").orElse("")),
        blocks,
        stop);
  }
}
