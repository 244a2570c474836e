package dev.andon.hub.provider.anthropic;

import dev.andon.hub.json.JsonTree;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.dialect.AnswerJson;
import dev.andon.hub.provider.dialect.ErrorReader;
import dev.andon.hub.provider.dialect.EventDecoder;
import dev.andon.hub.provider.dialect.FrameReader;
import dev.andon.hub.provider.dialect.Usage;
import dev.andon.hub.request.CompletionEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads Anthropic's stream of message events. Confined to one stream. */
public final class AnthropicEvents implements EventDecoder {
  private final Map<Integer, Integer> calls = new HashMap<>();
  private TokenUsage input = TokenUsage.NONE;
  private Optional<TokenUsage> usage = Optional.empty();
  private boolean complete;

  @Override
  public List<CompletionEvent> decode(FrameReader.Frame frame) throws AttemptException {
    JsonNode json = AnswerJson.object(frame.data());
    return switch (JsonTree.text(json, "type").orElse(frame.event())) {
      case "message_start" -> started(json.path("message"));
      case "content_block_start" -> blockStarted(json);
      case "content_block_delta" -> delta(json);
      case "message_delta" -> messageDelta(json);
      case "message_stop" -> {
        complete = true;
        yield List.of();
      }
      case "error" -> throw new AttemptException(ErrorReader.inBand(json));
      default -> List.of();
    };
  }

  @Override
  public boolean complete() {
    return complete;
  }

  /**
   * What stands in {@code message_start} is not the whole, so only the final count is given out.
   */
  @Override
  public Optional<TokenUsage> usage() {
    return usage;
  }

  private List<CompletionEvent> started(JsonNode message) {
    input = AnthropicAnswer.usage(message.path("usage")).orElse(TokenUsage.NONE);
    return List.of(
        new CompletionEvent.Started(
            JsonTree.text(message, "id").orElse(""),
            JsonTree.text(message, "model").orElse(""),
            0));
  }

  private List<CompletionEvent> blockStarted(JsonNode json) {
    JsonNode block = json.path("content_block");
    return switch (JsonTree.text(block, "type").orElse("")) {
      case "tool_use" -> {
        int call = calls.size();
        calls.put((int) JsonTree.count(json, "index"), call);
        yield List.of(
            new CompletionEvent.ToolCallStarted(
                0,
                call,
                JsonTree.text(block, "id").orElse(""),
                JsonTree.text(block, "name").orElse("")));
      }
      case "text" ->
          JsonTree.text(block, "text")
              .filter(text -> !text.isEmpty())
              .<List<CompletionEvent>>map(text -> List.of(new CompletionEvent.TextDelta(0, text)))
              .orElse(List.of());
      default -> List.of();
    };
  }

  private List<CompletionEvent> delta(JsonNode json) {
    JsonNode delta = json.path("delta");
    int call = calls.getOrDefault((int) JsonTree.count(json, "index"), 0);
    return switch (JsonTree.text(delta, "type").orElse("")) {
      case "text_delta" ->
          List.of(new CompletionEvent.TextDelta(0, JsonTree.text(delta, "text").orElse("")));
      case "thinking_delta" ->
          List.of(
              new CompletionEvent.ReasoningDelta(0, JsonTree.text(delta, "thinking").orElse("")));
      case "input_json_delta" ->
          List.of(
              new CompletionEvent.ToolArgumentsDelta(
                  0, call, JsonTree.text(delta, "partial_json").orElse("")));
      default -> List.of();
    };
  }

  private List<CompletionEvent> messageDelta(JsonNode json) {
    usage = AnthropicAnswer.usage(json.path("usage")).map(this::withInput).or(() -> usage);
    return JsonTree.text(json.path("delta"), "stop_reason")
        .<List<CompletionEvent>>map(
            reason ->
                List.of(
                    new CompletionEvent.ChoiceFinished(0, AnthropicAnswer.finishReason(reason))))
        .orElse(List.of());
  }

  /** The last event repeats the input only with newer versions, and never how long it is kept. */
  private TokenUsage withInput(TokenUsage last) {
    TokenUsage read = last.input() > 0 ? last : input;
    return Usage.of(
        read.input(),
        read.cachedInput(),
        read.cacheWrite(),
        Math.max(read.cacheWriteHour(), input.cacheWriteHour()),
        0,
        0,
        last.output(),
        0);
  }
}
