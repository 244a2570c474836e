package dev.andon.hub.provider.bedrock;

import dev.andon.hub.json.JsonTree;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.dialect.AnswerJson;
import dev.andon.hub.provider.dialect.EventDecoder;
import dev.andon.hub.provider.dialect.FrameReader;
import dev.andon.hub.request.CompletionEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads the events of Bedrock's ConverseStream. Confined to one stream. */
public final class BedrockEvents implements EventDecoder {
  private final String model;
  private final Map<Integer, Integer> calls = new HashMap<>();
  private Optional<TokenUsage> usage = Optional.empty();
  private boolean complete;

  public BedrockEvents(String model) {
    this.model = model;
  }

  @Override
  public List<CompletionEvent> decode(FrameReader.Frame frame) throws AttemptException {
    JsonNode json = AnswerJson.object(frame.data());
    return switch (frame.event()) {
      case "messageStart" -> List.of(new CompletionEvent.Started("", model, 0));
      case "contentBlockStart" -> blockStarted(json);
      case "contentBlockDelta" -> delta(json);
      case "messageStop" -> {
        complete = true;
        yield List.of(
            new CompletionEvent.ChoiceFinished(
                0, BedrockAnswer.finishReason(JsonTree.text(json, "stopReason").orElse(""))));
      }
      case "metadata" -> {
        usage = BedrockAnswer.usage(json.path("usage")).or(() -> usage);
        yield List.of();
      }
      default -> List.of();
    };
  }

  @Override
  public boolean complete() {
    return complete;
  }

  @Override
  public Optional<TokenUsage> usage() {
    return usage;
  }

  private List<CompletionEvent> blockStarted(JsonNode json) {
    JsonNode use = json.path("start").path("toolUse");
    if (!use.isObject()) {
      return List.of();
    }
    int call = calls.size();
    calls.put((int) JsonTree.count(json, "contentBlockIndex"), call);
    return List.of(
        new CompletionEvent.ToolCallStarted(
            0,
            call,
            JsonTree.text(use, "toolUseId").orElse(""),
            JsonTree.text(use, "name").orElse("")));
  }

  private List<CompletionEvent> delta(JsonNode json) {
    JsonNode delta = json.path("delta");
    int call = calls.getOrDefault((int) JsonTree.count(json, "contentBlockIndex"), 0);
    return JsonTree.text(delta, "text")
        .<CompletionEvent>map(text -> new CompletionEvent.TextDelta(0, text))
        .or(
            () ->
                JsonTree.text(delta.path("toolUse"), "input")
                    .map(f -> new CompletionEvent.ToolArgumentsDelta(0, call, f)))
        .or(
            () ->
                JsonTree.text(delta.path("reasoningContent"), "text")
                    .map(text -> new CompletionEvent.ReasoningDelta(0, text)))
        .map(List::of)
        .orElse(List.of());
  }
}
