package dev.andon.hub.routing;

import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.request.Refusal;
import java.time.Duration;

/**
 * How an attempt went.
 *
 * @param <A> what an answer is
 */
public sealed interface AttemptOutcome<A> {

  /**
   * With a usable answer.
   *
   * @param took until it, or a stream's first token, was there
   */
  record Answered<A>(A answer, Duration took) implements AttemptOutcome<A> {}

  /** Without one. */
  record Failed<A>(AttemptFailure failure, Duration took) implements AttemptOutcome<A> {}

  /** It was not made, as nobody pays for it. */
  record Unpaid<A>(Refusal refusal) implements AttemptOutcome<A> {}
}
