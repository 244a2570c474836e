package dev.andon.hub.routing;

import dev.andon.hub.request.Failure;
import dev.andon.hub.request.Refusal;

/**
 * How a request ended that went through routing.
 *
 * @param <A> what an answer is
 */
public sealed interface Routed<A> {
  /** With an answer. */
  record Answered<A>(A answer) implements Routed<A> {}

  /** The request itself is at fault, or nobody pays for it. */
  record Refused<A>(Refusal refusal) implements Routed<A> {}

  /** Nobody gave a usable answer. */
  record Failed<A>(Failure failure) implements Routed<A> {}
}
