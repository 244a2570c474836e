package dev.andon.hub.provider.gemini;

import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.json.JsonTree;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.ProviderAnswer;
import dev.andon.hub.provider.dialect.AnswerJson;
import dev.andon.hub.provider.dialect.Usage;
import dev.andon.hub.request.ErrorClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads whole answers in Gemini's dialect. Pure. */
final class GeminiAnswer {
  private static final Set<String> TOP =
      Set.of(
          "candidates",
          "usageMetadata",
          "modelVersion",
          "responseId",
          "promptFeedback",
          "createTime");
  private static final Set<String> CANDIDATE =
      Set.of("content", "finishReason", "index", "finishMessage");

  private GeminiAnswer() {}

  static ProviderAnswer.Whole read(JsonNode json) throws AttemptException {
    Optional<TokenUsage> usage = usage(json.path("usageMetadata"));
    refuseBlocked(json, usage);
    List<Choice> choices = new ArrayList<>();
    for (JsonNode candidate : json.path("candidates")) {
      choices.add(choice(candidate, choices.size()));
    }
    if (choices.isEmpty()) {
      throw AnswerJson.malformed("the answer has no candidates");
    }
    Completion completion =
        new Completion(
            JsonTree.text(json, "responseId").orElse(""),
            JsonTree.text(json, "modelVersion").orElse(""),
            0,
            choices,
            usage.orElse(TokenUsage.NONE),
            JsonTree.others(json, TOP));
    return new ProviderAnswer.Whole(completion, usage);
  }

  /** A blocked prompt comes as a 200 without candidates. */
  static void refuseBlocked(JsonNode json, Optional<TokenUsage> usage) throws AttemptException {
    Optional<String> reason = JsonTree.text(json.path("promptFeedback"), "blockReason");
    if (reason.isPresent() && json.path("candidates").isEmpty()) {
      AttemptFailure failure =
          AttemptFailure.unknown(
              ErrorClass.FILTERED, Optional.of(200), "the prompt was blocked: " + reason.get());
      throw new AttemptException(usage.map(failure::charged).orElse(failure));
    }
  }

  /** Gemini counts thoughts apart from the candidates. */
  static Optional<TokenUsage> usage(JsonNode usage) {
    if (!usage.isObject()) {
      return Optional.empty();
    }
    long thoughts = JsonTree.count(usage, "thoughtsTokenCount");
    long input =
        JsonTree.count(usage, "promptTokenCount")
            + JsonTree.count(usage, "toolUsePromptTokenCount");
    return Optional.of(
        Usage.of(
            input,
            JsonTree.count(usage, "cachedContentTokenCount"),
            0,
            0,
            modality(usage, "IMAGE"),
            modality(usage, "AUDIO"),
            JsonTree.count(usage, "candidatesTokenCount") + thoughts,
            thoughts));
  }

  static FinishReason finishReason(String reason, boolean callsTools) {
    return switch (reason) {
      case "STOP" -> callsTools ? FinishReason.TOOL_CALLS : FinishReason.STOP;
      case "MAX_TOKENS" -> FinishReason.LENGTH;
      case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY" ->
          FinishReason.CONTENT_FILTER;
      default -> FinishReason.OTHER;
    };
  }

  static ToolCall toolCall(JsonNode call, int position) {
    return new ToolCall(
        JsonTree.text(call, "id").orElse("call_" + position),
        JsonTree.text(call, "name").orElse(""),
        call.path("args").isObject() ? JsonTree.raw(call.path("args")).text() : "{}");
  }

  private static long modality(JsonNode usage, String name) {
    long tokens = 0;
    for (JsonNode detail : usage.path("promptTokensDetails")) {
      if (JsonTree.text(detail, "modality").filter(name::equals).isPresent()) {
        tokens += JsonTree.count(detail, "tokenCount");
      }
    }
    return tokens;
  }

  private static Choice choice(JsonNode candidate, int position) {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    List<ToolCall> calls = new ArrayList<>();
    boolean hasText = false;
    for (JsonNode part : candidate.path("content").path("parts")) {
      if (part.path("functionCall").isObject()) {
        calls.add(toolCall(part.path("functionCall"), calls.size()));
      } else if (part.path("thought").asBoolean(false)) {
        reasoning.append(JsonTree.text(part, "text").orElse(""));
      } else if (part.path("text").isString()) {
        hasText = true;
        text.append(part.path("text").stringValue());
      }
    }
    return new Choice(
        candidate.path("index").isInt()
            ? Math.max(0, candidate.path("index").intValue())
            : position,
        hasText ? Optional.of(text.toString()) : Optional.empty(),
        Optional.empty(),
        reasoning.isEmpty() ? Optional.empty() : Optional.of(reasoning.toString()),
        calls,
        finishReason(JsonTree.text(candidate, "finishReason").orElse(""), !calls.isEmpty()),
        List.of(),
        JsonTree.others(candidate, CANDIDATE));
  }
}
