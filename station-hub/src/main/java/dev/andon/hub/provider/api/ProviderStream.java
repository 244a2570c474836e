package dev.andon.hub.provider.api;

import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.request.CompletionEvent;
import java.util.Optional;

/** A provider's streamed answer. Confined to one thread, except {@link #close()}. */
public interface ProviderStream extends AutoCloseable {

  /** One step of it. */
  sealed interface Step {
    /** An event; {@code Finished} and {@code Broken} never come this way. */
    record Event(CompletionEvent event) implements Step {}

    /** It is complete, with the usage that was reported. */
    record End(Optional<TokenUsage> reported) implements Step {}

    /** It broke; the failure says what may have been charged. */
    record Broken(AttemptFailure failure) implements Step {}
  }

  /** Waits for the next step. Behind {@code End} or {@code Broken} it repeats that step. */
  Step next();

  /** The usage reported so far. */
  Optional<TokenUsage> reported();

  /** Cancels the transfer at once where it still runs. Any thread, idempotent. */
  @Override
  void close();
}
