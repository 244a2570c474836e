package dev.andon.hub.provider.dialect;

import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.request.CompletionEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Shows an answer that was had by {@link Structured#TOOL} as the text that was asked for. Confined
 * to one stream.
 */
public final class ToolAsText implements EventDecoder {
  private final EventDecoder decoder;
  private final Set<List<Integer>> answering = new HashSet<>();

  public ToolAsText(EventDecoder decoder) {
    this.decoder = decoder;
  }

  @Override
  public List<CompletionEvent> decode(FrameReader.Frame frame) throws AttemptException {
    return decoder.decode(frame).stream().flatMap(e -> translated(e).stream()).toList();
  }

  @Override
  public boolean complete() {
    return decoder.complete();
  }

  @Override
  public Optional<TokenUsage> usage() {
    return decoder.usage();
  }

  private Optional<CompletionEvent> translated(CompletionEvent event) {
    return switch (event) {
      case CompletionEvent.ToolCallStarted started
          when started.name().equals(Structured.TOOL_NAME) -> {
        answering.add(List.of(started.index(), started.call()));
        yield Optional.empty();
      }
      case CompletionEvent.ToolArgumentsDelta delta
          when answering.contains(List.of(delta.index(), delta.call())) ->
          Optional.of(new CompletionEvent.TextDelta(delta.index(), delta.fragment()));
      case CompletionEvent.ChoiceFinished finished
          when finished.reason() == FinishReason.TOOL_CALLS && answers(finished.index()) ->
          Optional.of(new CompletionEvent.ChoiceFinished(finished.index(), FinishReason.STOP));
      default -> Optional.of(event);
    };
  }

  private boolean answers(int index) {
    return answering.stream().anyMatch(pair -> pair.getFirst() == index);
  }
}
