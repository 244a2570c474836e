package dev.andon.hub.chat;

import java.util.List;
import java.util.Optional;

/**
 * One answer of a completion.
 *
 * @param index from 0
 * @param text the answer's text, where there is any
 * @param refusal the model's refusal, where it gave one apart from the text
 * @param reasoning the reasoning that the provider shows, where it does
 * @param toolCalls the calls it wants made
 * @param messageExtra unknown fields of the choice's message (annotations, audio …), in the
 *     provider's dialect
 * @param extra unknown fields of the choice itself (such as {@code logprobs}), likewise
 */
public record Choice(
    int index,
    Optional<String> text,
    Optional<String> refusal,
    Optional<String> reasoning,
    List<ToolCall> toolCalls,
    FinishReason finishReason,
    List<JsonField> messageExtra,
    List<JsonField> extra) {
  public Choice {
    toolCalls = List.copyOf(toolCalls);
    messageExtra = List.copyOf(messageExtra);
    extra = List.copyOf(extra);
    if (index < 0) {
      throw new IllegalArgumentException("a choice's index is 0 or more, not " + index);
    }
  }

  /** A finished answer of plain text. */
  public static Choice ofText(int index, String text) {
    return new Choice(
        index,
        Optional.of(text),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        FinishReason.STOP,
        List.of(),
        List.of());
  }
}
