package dev.andon.hub.request;

import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.money.TokenUsage;
import java.util.List;

/** One step of a streamed answer. */
public sealed interface CompletionEvent {

  /**
   * The provider has begun; always the first event.
   *
   * @param id the provider's id of the answer; may be empty
   */
  record Started(String id, String model, long createdEpochSeconds) implements CompletionEvent {}

  /** More text of choice {@code index}. */
  record TextDelta(int index, String text) implements CompletionEvent {}

  /** More of the reasoning that the provider shows. */
  record ReasoningDelta(int index, String text) implements CompletionEvent {}

  /** More of a refusal. */
  record RefusalDelta(int index, String text) implements CompletionEvent {}

  /**
   * A tool call begins.
   *
   * @param call position of the call inside the choice, from 0
   */
  record ToolCallStarted(int index, int call, String id, String name) implements CompletionEvent {}

  /** More of a tool call's arguments, a fragment of JSON text. */
  record ToolArgumentsDelta(int index, int call, String fragment) implements CompletionEvent {}

  /**
   * Unknown fields of a chunk of choice {@code index} (such as {@code logprobs}), in the provider's
   * dialect.
   */
  record ExtraDelta(int index, List<JsonField> fields) implements CompletionEvent {
    public ExtraDelta {
      fields = List.copyOf(fields);
    }
  }

  /** Choice {@code index} is complete. */
  record ChoiceFinished(int index, FinishReason reason) implements CompletionEvent {}

  /** The stream is complete; the last event of a good stream. The usage has been booked. */
  record Finished(TokenUsage usage) implements CompletionEvent {}

  /**
   * The stream broke after tokens were out; the last event of a broken stream, to be told in band,
   * without a {@code [DONE]}.
   */
  record Broken(Failure failure) implements CompletionEvent {}
}
