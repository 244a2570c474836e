package dev.andon.hub.routing;

import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.Trail.SkipReason;
import dev.andon.hub.routing.plan.Candidate;
import java.time.Duration;
import java.util.Optional;

/** One reason why a request has no answer yet. */
sealed interface CandidateFailure {
  /** An attempt failed. */
  record Failed(Candidate candidate, AttemptFailure failure) implements CandidateFailure {}

  /**
   * A candidate was not asked.
   *
   * @param until when it may be asked again, where that is known
   */
  record Skipped(Candidate candidate, SkipReason reason, String detail, Optional<Duration> until)
      implements CandidateFailure {}

  /** Nobody pays for asking it. */
  record Unpaid(Candidate candidate, Refusal refusal) implements CandidateFailure {}
}
