package dev.andon.hub.routing;

import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.AttemptLimits;
import dev.andon.hub.request.ErrorClass;
import dev.andon.hub.request.Failure;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.Trail;
import dev.andon.hub.routing.plan.Candidate;
import dev.andon.hub.routing.plan.RoutePlan;
import dev.andon.hub.routing.plan.RoutingPolicy;
import dev.andon.hub.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One request's run through its candidates. When it is hedged, two branches may run at once: a
 * candidate is taken by one branch only. Holds what the branches share: who is left to ask, why
 * nobody has answered yet, and whether anything may still be asked. Thread-safe.
 *
 * @param <A> what an answer is
 */
final class RouteRun<A> {
  private final Router router;
  private final Deadline deadline;
  private final boolean streams;
  private final TrailLog log;
  private final AttemptRunner<A> runner;
  private final ConcurrentLinkedQueue<Candidate> waiting;
  private final List<CandidateFailure> failures = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean unknownEndsIt;
  private volatile boolean begun;

  RouteRun(
      Router router,
      RoutePlan plan,
      Deadline deadline,
      boolean streams,
      TrailLog log,
      AttemptRunner<A> runner) {
    this.router = router;
    this.deadline = deadline;
    this.streams = streams;
    this.log = log;
    this.runner = runner;
    this.waiting = new ConcurrentLinkedQueue<>(plan.candidates());
  }

  /**
   * Asks candidate after candidate until one answers or none is left.
   *
   * @param cause of the first attempt, if it is another than being first or a fallback
   */
  Optional<A> branch(Optional<Trail.Cause> cause) {
    Optional<Trail.Cause> why = cause;
    for (Candidate next = waiting.poll(); next != null && !ended(); next = waiting.poll()) {
      if (mayBeAsked(next)) {
        Trail.Cause first = why.orElse(begun ? Trail.Cause.FALLBACK : Trail.Cause.FIRST);
        Optional<A> answer = new CandidateAttempts<>(this, next).until(first);
        if (answer.isPresent()) {
          return answer;
        }
      }
      why = Optional.empty();
    }
    return Optional.empty();
  }

  private boolean mayBeAsked(Candidate candidate) {
    Optional<AttemptRunner.Objection> objection = runner.objection(candidate);
    objection.ifPresent(
        why -> skipped(candidate, Optional.empty(), why.reason(), why.detail(), Optional.empty()));
    return objection.isEmpty();
  }

  /** What the caller is told when no branch has an answer. */
  RouteOutcome<A> unanswered(String model) {
    if (unknownEndsIt) {
      return new RouteOutcome.Failed<>(
          new Failure(
              Failure.Kind.OUTCOME_UNKNOWN,
              "a request went out and what became of it is not known",
              Optional.empty()));
    }
    return FinalOutcome.of(model, List.copyOf(failures), deadline.expired());
  }

  /** The deadline is over and an attempt has not come back. */
  RouteOutcome<A> outOfTime(String model) {
    return FinalOutcome.of(model, List.copyOf(failures), true);
  }

  /** The caller has gone away. */
  RouteOutcome<A> cancelled() {
    return FinalOutcome.cancelled(List.copyOf(failures));
  }

  void discard(A answer) {
    runner.discard(answer);
  }

  /** Whether nothing more may be asked. */
  boolean ended() {
    return unknownEndsIt || Thread.currentThread().isInterrupted();
  }

  /** Whether nobody is left to ask but the candidate that is being asked. */
  boolean last() {
    return waiting.isEmpty();
  }

  Router router() {
    return router;
  }

  RoutingPolicy policy() {
    return router.policy();
  }

  Duration remaining() {
    return deadline.remaining();
  }

  /** The last that can be asked may use the grace: to give it up and ask later is to pay twice. */
  AttemptLimits limits() {
    boolean last = last();
    Duration time = last ? deadline.remainingWithGrace() : deadline.remaining();
    return policy().limits().limits(time, last, streams);
  }

  AttemptRunner<A> runner() {
    return runner;
  }

  /** The number of the attempt that is made now. */
  int nextAttempt() {
    begun = true;
    return log.nextAttempt();
  }

  /**
   * A candidate, or one of its keys, is not asked.
   *
   * @param until when it may be asked again, where that is known
   */
  void skipped(
      Candidate candidate,
      Optional<String> key,
      Trail.SkipReason reason,
      String detail,
      Optional<Duration> until) {
    log.skipped(new Trail.Skipped(candidate.toString(), key, reason, detail));
    failures.add(new CandidateFailure.Skipped(candidate, reason, detail, until));
  }

  /** Nobody pays for asking a candidate. */
  void unpaid(AttemptOrder order, Refusal refusal) {
    router.notMade(order);
    log.skipped(
        new Trail.Skipped(
            order.candidate().toString(),
            Optional.of(order.key().label()),
            Trail.SkipReason.OVER_BUDGET,
            refusal.message()));
    failures.add(new CandidateFailure.Unpaid(order.candidate(), refusal));
  }

  /** An attempt failed: it may end the whole run. */
  void failed(Candidate candidate, AttemptFailure failure) {
    failures.add(new CandidateFailure.Failed(candidate, failure));
    if (failure.error() == ErrorClass.CALLER) {
      waiting.clear();
    } else if (failure.charge() instanceof AttemptFailure.Charge.Unknown
        && !policy().retryUnknown()) {
      unknownEndsIt = true;
    }
  }

  /** The caller went away while the run waited before another attempt. */
  void goneAway(Candidate candidate) {
    failures.add(
        new CandidateFailure.Failed(
            candidate,
            AttemptFailure.free(ErrorClass.CALLER, Optional.empty(), "the caller went away")));
  }
}
