package dev.andon.hub.chat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How tokens are drawn and when to stop. Empty means the provider's default.
 *
 * @param maxTokens upper bound of the answer, in tokens, 1 or more
 * @param maxTokensField the caller's name of that field ({@code max_tokens} or {@code
 *     max_completion_tokens}), handed on to the same dialect
 * @param n number of choices, 1 to 128
 * @param stop sequences that end the answer
 */
public record Sampling(
    OptionalInt maxTokens,
    Optional<String> maxTokensField,
    OptionalDouble temperature,
    OptionalDouble topP,
    OptionalInt n,
    List<String> stop,
    OptionalLong seed) {

  private static final int MAX_CHOICES = 128;

  /** The provider's defaults. */
  public static final Sampling DEFAULT =
      new Sampling(
          OptionalInt.empty(),
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalInt.empty(),
          List.of(),
          OptionalLong.empty());

  public Sampling {
    stop = List.copyOf(stop);
    if (maxTokens.isPresent() && maxTokens.getAsInt() < 1) {
      throw new IllegalArgumentException("max_tokens is 1 or more, not " + maxTokens.getAsInt());
    }
    if (n.isPresent() && (n.getAsInt() < 1 || n.getAsInt() > MAX_CHOICES)) {
      throw new IllegalArgumentException("n is 1 to " + MAX_CHOICES + ", not " + n.getAsInt());
    }
  }

  /** The number of choices asked for, 1 where nothing was said. */
  public int choices() {
    return n.orElse(1);
  }

  /** The same with another bound on the answer. */
  public Sampling withMaxTokens(int bound) {
    return new Sampling(OptionalInt.of(bound), maxTokensField, temperature, topP, n, stop, seed);
  }
}
