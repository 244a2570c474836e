package dev.andon.hub.provider.gemini;

import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.json.JsonTree;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.dialect.AnswerJson;
import dev.andon.hub.provider.dialect.ErrorReader;
import dev.andon.hub.provider.dialect.EventDecoder;
import dev.andon.hub.provider.dialect.FrameReader;
import dev.andon.hub.request.CompletionEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads Gemini's stream, in which each event is a whole answer's next piece. Confined to one
 * stream.
 */
public final class GeminiEvents implements EventDecoder {
  private static final int MAX_CHOICES = 128;

  private final Map<Integer, Integer> calls = new HashMap<>();
  private final Set<Integer> open = new HashSet<>();
  private final Set<Integer> finished = new HashSet<>();
  private Optional<TokenUsage> usage = Optional.empty();
  private boolean started;

  @Override
  public List<CompletionEvent> decode(FrameReader.Frame frame) throws AttemptException {
    JsonNode json = AnswerJson.object(frame.data());
    if (json.path("error").isObject()) {
      throw new AttemptException(ErrorReader.inBand(json));
    }
    usage = GeminiAnswer.usage(json.path("usageMetadata")).or(() -> usage);
    GeminiAnswer.refuseBlocked(json, usage);
    List<CompletionEvent> events = new ArrayList<>();
    if (!started) {
      started = true;
      events.add(
          new CompletionEvent.Started(
              JsonTree.text(json, "responseId").orElse(""),
              JsonTree.text(json, "modelVersion").orElse(""),
              0));
    }
    for (JsonNode candidate : json.path("candidates")) {
      candidate(candidate, events);
    }
    return events;
  }

  @Override
  public boolean complete() {
    return !finished.isEmpty() && finished.containsAll(open);
  }

  @Override
  public Optional<TokenUsage> usage() {
    return usage;
  }

  private void candidate(JsonNode candidate, List<CompletionEvent> events) {
    int index = (int) Math.min(MAX_CHOICES, JsonTree.count(candidate, "index"));
    open.add(index);
    for (JsonNode part : candidate.path("content").path("parts")) {
      part(index, part, events);
    }
    JsonTree.text(candidate, "finishReason")
        .ifPresent(
            reason -> {
              finished.add(index);
              events.add(
                  new CompletionEvent.ChoiceFinished(
                      index, GeminiAnswer.finishReason(reason, calls.containsKey(index))));
            });
  }

  private void part(int index, JsonNode part, List<CompletionEvent> events) {
    if (part.path("functionCall").isObject()) {
      int number = calls.merge(index, 1, Integer::sum) - 1;
      ToolCall call = GeminiAnswer.toolCall(part.path("functionCall"), number);
      events.add(new CompletionEvent.ToolCallStarted(index, number, call.id(), call.name()));
      events.add(new CompletionEvent.ToolArgumentsDelta(index, number, call.arguments()));
    } else if (part.path("text").isString()) {
      String text = part.path("text").stringValue();
      events.add(
          part.path("thought").asBoolean(false)
              ? new CompletionEvent.ReasoningDelta(index, text)
              : new CompletionEvent.TextDelta(index, text));
    }
  }
}
