package dev.andon.hub.request;

import dev.andon.hub.chat.Reply;

/** How a request ended. Each outcome carries the trail that explains it. */
public sealed interface GatewayOutcome {

  /** What was tried; a stream's is still growing. */
  Trail trail();

  /** A whole answer, from a provider or from the cache. */
  record Answered(Reply reply, Trail trail) implements GatewayOutcome {}

  /** A streamed answer; whoever takes it must close the stream. */
  record Streamed(CompletionStream stream, Trail trail) implements GatewayOutcome {}

  /** Turned away before any provider was asked, or when no candidate could be paid for. */
  record Refused(Refusal refusal, Trail trail) implements GatewayOutcome {}

  /** No usable answer. */
  record Failed(Failure failure, Trail trail) implements GatewayOutcome {}
}
