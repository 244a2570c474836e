package dev.andon.hub.chat;

import dev.andon.hub.money.TokenUsage;
import java.util.List;

/**
 * The whole answer to a {@link Chat}.
 *
 * @param id the provider's id of the answer; may be empty
 * @param model the model that answered, as the provider names it
 * @param createdEpochSeconds when, in seconds since 1970
 * @param choices at least one, ordered by index
 * @param extra unknown top-level fields, in the provider's dialect
 */
public record Completion(
    String id,
    String model,
    long createdEpochSeconds,
    List<Choice> choices,
    TokenUsage usage,
    List<JsonField> extra)
    implements Reply {
  public Completion {
    choices = List.copyOf(choices);
    extra = List.copyOf(extra);
    if (choices.isEmpty()) {
      throw new IllegalArgumentException("a completion has at least one choice");
    }
  }

  /** The first choice. */
  public Choice first() {
    return choices.getFirst();
  }
}
