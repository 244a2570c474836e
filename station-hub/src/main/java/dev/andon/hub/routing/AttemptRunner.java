package dev.andon.hub.routing;

import dev.andon.hub.request.Trail.SkipReason;
import dev.andon.hub.routing.plan.Candidate;
import java.util.Optional;

/**
 * Makes attempts: takes the hold, asks the provider, settles. Thread-safe where hedging is used.
 *
 * @param <A> what an answer is
 */
public interface AttemptRunner<A> {

  /** Why a candidate must not be asked at all. */
  record Objection(SkipReason reason, String detail) {}

  /** Looks at a candidate before anything is held. */
  Optional<Objection> objection(Candidate candidate);

  /** Makes one attempt; an interrupt cancels it. */
  AttemptOutcome<A> attempt(AttemptOrder order);

  /** An answer that came too late, as another was already taken: cancels and settles it. */
  void discard(A answer);
}
