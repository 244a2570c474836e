package dev.andon.hub.routing;

import dev.andon.hub.request.Failure;
import dev.andon.hub.request.Refusal;

/**
 * How a request ended that went through routing.
 *
 * @param <A> what an answer is
 */
public sealed interface RouteOutcome<A> {
  /** With an answer. */
  record Answered<A>(A answer) implements RouteOutcome<A> {}

  /** The request itself is at fault, or nobody pays for it. */
  record Refused<A>(Refusal refusal) implements RouteOutcome<A> {}

  /** Nobody gave a usable answer. */
  record Failed<A>(Failure failure) implements RouteOutcome<A> {}
}
