package dev.andon.hub.provider.openai;

import dev.andon.hub.chat.JsonField;
import dev.andon.hub.json.JsonTree;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.dialect.AnswerJson;
import dev.andon.hub.provider.dialect.ErrorReader;
import dev.andon.hub.provider.dialect.EventDecoder;
import dev.andon.hub.provider.dialect.FrameReader;
import dev.andon.hub.request.CompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads OpenAI's stream of {@code chat.completion.chunk}. Confined to one stream. */
public final class OpenAiEvents implements EventDecoder {
  private static final Set<String> CHOICE = Set.of("index", "delta", "finish_reason");
  private static final int MAX_CHOICES = 128;

  private final Set<Integer> open = new HashSet<>();
  private final Set<Integer> finished = new HashSet<>();
  private final Set<List<Integer>> calls = new HashSet<>();
  private boolean started;
  private boolean done;
  private Optional<TokenUsage> usage = Optional.empty();

  @Override
  public List<CompletionEvent> decode(FrameReader.Frame frame) throws AttemptException {
    if (done || new String(frame.data(), StandardCharsets.UTF_8).strip().equals("[DONE]")) {
      done = true;
      return List.of();
    }
    JsonNode json = AnswerJson.object(frame.data());
    if (json.has("error") && !json.path("error").isNull()) {
      throw new AttemptException(ErrorReader.inBand(json));
    }
    usage = OpenAiAnswer.usage(json.path("usage")).or(() -> usage);
    List<CompletionEvent> events = new ArrayList<>();
    if (!started) {
      started = true;
      events.add(started(json));
    }
    for (JsonNode choice : json.path("choices")) {
      choice(choice, events);
    }
    return events;
  }

  /** Some compatible providers leave out {@code [DONE]}; every choice's own end will do. */
  @Override
  public boolean complete() {
    return !finished.isEmpty() && finished.containsAll(open);
  }

  @Override
  public Optional<TokenUsage> usage() {
    return usage;
  }

  private static CompletionEvent started(JsonNode json) {
    return new CompletionEvent.Started(
        JsonTree.text(json, "id").orElse(""),
        JsonTree.text(json, "model").orElse(""),
        JsonTree.count(json, "created"));
  }

  private void choice(JsonNode choice, List<CompletionEvent> events) throws AttemptException {
    int index = index(choice, "index");
    open.add(index);
    JsonNode delta = choice.path("delta");
    JsonTree.text(delta, "reasoning_content")
        .or(() -> JsonTree.text(delta, "reasoning"))
        .ifPresent(text -> events.add(new CompletionEvent.ReasoningDelta(index, text)));
    JsonTree.text(delta, "content")
        .ifPresent(text -> events.add(new CompletionEvent.TextDelta(index, text)));
    JsonTree.text(delta, "refusal")
        .ifPresent(text -> events.add(new CompletionEvent.RefusalDelta(index, text)));
    for (JsonNode call : delta.path("tool_calls")) {
      toolCall(index, call, events);
    }
    List<JsonField> others = JsonTree.others(choice, CHOICE);
    if (!others.isEmpty()) {
      events.add(new CompletionEvent.ExtraDelta(index, others));
    }
    JsonTree.text(choice, "finish_reason")
        .ifPresent(
            reason -> {
              finished.add(index);
              events.add(
                  new CompletionEvent.ChoiceFinished(index, OpenAiAnswer.finishReason(reason)));
            });
  }

  private void toolCall(int index, JsonNode call, List<CompletionEvent> events)
      throws AttemptException {
    int number = index(call, "index");
    JsonNode function = call.path("function");
    if (calls.add(List.of(index, number))) {
      events.add(
          new CompletionEvent.ToolCallStarted(
              index,
              number,
              JsonTree.text(call, "id").orElse(""),
              JsonTree.text(function, "name").orElse("")));
    }
    JsonTree.text(function, "arguments")
        .filter(fragment -> !fragment.isEmpty())
        .ifPresent(
            fragment ->
                events.add(new CompletionEvent.ToolArgumentsDelta(index, number, fragment)));
  }

  private static int index(JsonNode node, String field) throws AttemptException {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return 0;
    }
    if (!value.isInt() || value.intValue() < 0 || value.intValue() >= MAX_CHOICES) {
      throw AnswerJson.malformed("a chunk has an " + field + " outside 0 to " + (MAX_CHOICES - 1));
    }
    return value.intValue();
  }
}
