package dev.andon.hub.provider.api;

import dev.andon.hub.chat.Reply;
import dev.andon.hub.money.TokenUsage;
import java.util.Optional;

/** How an attempt came back from a provider. */
public sealed interface ProviderAnswer {

  /**
   * A whole answer.
   *
   * @param reported the usage that the provider reported; without it the attempt is booked at its
   *     bound
   */
  record Whole(Reply reply, Optional<TokenUsage> reported) implements ProviderAnswer {}

  /** A stream whose first event is waiting; whoever takes it must close it. */
  record Streaming(ProviderStream stream) implements ProviderAnswer {}

  /** No usable answer. */
  record Failed(AttemptFailure failure) implements ProviderAnswer {}
}
