package dev.andon.hub.request;

import java.util.Optional;

/**
 * A streamed answer whose first token is out. Confined to one thread, except {@link #close()},
 * which any thread may call: a client that goes away is told to the provider at once, and what was
 * used is settled.
 */
public interface CompletionStream extends AutoCloseable {

  /**
   * Waits for the next event; empty behind {@link CompletionEvent.Finished} or {@link
   * CompletionEvent.Broken}. Never throws for what a provider does.
   */
  Optional<CompletionEvent> next();

  /** The trail so far; final once the stream has ended or was closed. */
  Trail trail();

  /** Cancels what is not finished and settles. Idempotent, does not throw. */
  @Override
  void close();
}
