package dev.andon.hub.routing;

import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.AttemptLimits;
import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.request.ErrorClass;
import dev.andon.hub.request.Failure;
import dev.andon.hub.request.Trail;
import dev.andon.hub.routing.health.KeyChoice;
import dev.andon.hub.routing.plan.Candidate;
import dev.andon.hub.routing.plan.RoutePlan;
import dev.andon.hub.routing.plan.RoutingPolicy;
import dev.andon.hub.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * One request's run through its candidates. When it is hedged, two branches may run at once: a
 * candidate is taken by one branch only.
 *
 * @param <A> what an answer is
 */
final class RouteRun<A> {
  private final Router router;
  private final RoutingPolicy policy;
  private final Deadline deadline;
  private final boolean streams;
  private final TrailLog log;
  private final AttemptRunner<A> runner;
  private final ConcurrentLinkedQueue<Candidate> waiting;
  private final List<CandidateFailure> setbacks = Collections.synchronizedList(new ArrayList<>());
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
    this.policy = router.policy();
    this.deadline = deadline;
    this.streams = streams;
    this.log = log;
    this.runner = runner;
    this.waiting = new ConcurrentLinkedQueue<>(plan.candidates());
  }

  Routed<A> run(String model) {
    return branch(Optional.empty())
        .<Routed<A>>map(Routed.Answered::new)
        .orElseGet(() -> conclusion(model));
  }

  /** Walks until an answer or the end of the candidates. */
  Optional<A> branch(Optional<Trail.Cause> cause) {
    Optional<Trail.Cause> why = cause;
    for (Candidate next = waiting.poll(); next != null && !ended(); next = waiting.poll()) {
      Optional<A> answer = askCandidate(next, why);
      if (answer.isPresent()) {
        return answer;
      }
      why = Optional.empty();
    }
    return Optional.empty();
  }

  Routed<A> conclusion(String model) {
    if (unknownEndsIt) {
      return new Routed.Failed<>(
          new Failure(
              Failure.Kind.OUTCOME_UNKNOWN,
              "a request went out and what became of it is not known",
              Optional.empty()));
    }
    return FinalOutcome.of(model, List.copyOf(setbacks), deadline.expired());
  }

  /** The deadline is over and an attempt has not come back. */
  Routed<A> outOfTime(String model) {
    return FinalOutcome.of(model, List.copyOf(setbacks), true);
  }

  /** The caller has gone away. */
  Routed<A> cancelled() {
    return FinalOutcome.cancelled(List.copyOf(setbacks));
  }

  void discard(A answer) {
    runner.discard(answer);
  }

  /** Asks one candidate until it answers or nothing more can be done with it. */
  private Optional<A> askCandidate(Candidate candidate, Optional<Trail.Cause> given) {
    Optional<AttemptRunner.Objection> objection = runner.objection(candidate);
    if (objection.isPresent()) {
      skip(
          candidate,
          Optional.empty(),
          objection.get().reason(),
          objection.get().detail(),
          Optional.empty());
      return Optional.empty();
    }
    CandidateAttempts attempts =
        new CandidateAttempts(
            candidate, given.orElse(begun ? Trail.Cause.FALLBACK : Trail.Cause.FIRST));
    while (!ended() && attempts.goesOn) {
      Optional<A> answer = attempts.step();
      if (answer.isPresent()) {
        return answer;
      }
    }
    return Optional.empty();
  }

  private boolean ended() {
    return unknownEndsIt || Thread.currentThread().isInterrupted();
  }

  private void skip(
      Candidate candidate,
      Optional<String> key,
      Trail.SkipReason reason,
      String detail,
      Optional<Duration> until) {
    log.skipped(new Trail.Skipped(candidate.toString(), key, reason, detail));
    setbacks.add(new CandidateFailure.Skipped(candidate, reason, detail, until));
  }

  /** The attempts at one candidate. */
  private final class CandidateAttempts {
    private final Candidate candidate;
    private final Set<String> triedKeys = new HashSet<>();
    private Trail.Cause cause;
    private int failures;
    private boolean passedOver;
    private @Nullable ProviderKey again;
    private boolean goesOn = true;

    CandidateAttempts(Candidate candidate, Trail.Cause cause) {
      this.candidate = candidate;
      this.cause = cause;
    }

    Optional<A> step() {
      if (deadline.remaining().compareTo(policy.leastAttempt()) < 0) {
        skip(
            candidate,
            Optional.empty(),
            Trail.SkipReason.NO_TIME_LEFT,
            "the deadline has passed",
            Optional.empty());
        goesOn = false;
        return Optional.empty();
      }
      return switch (router.pool(candidate).choose(candidate.model(), keysToAvoid())) {
        case KeyChoice.None none -> withoutKey(none);
        case KeyChoice.Chosen chosen -> withKey(chosen.key());
      };
    }

    /** A retry may use the same key again. */
    private Set<String> keysToAvoid() {
      if (again == null) {
        return triedKeys;
      }
      Set<String> others = new HashSet<>(triedKeys);
      others.remove(again.label());
      return others;
    }

    private Optional<A> withoutKey(KeyChoice.None none) {
      Optional<Duration> worth = none.until().filter(until -> mayPass(none) && canWait(until));
      if (worth.isPresent()) {
        failures++;
        triedKeys.clear();
        pause(worth.get());
        return Optional.empty();
      }
      if (!passedOver || none.until().isPresent()) {
        skip(candidate, Optional.empty(), none.reason(), none.detail(), none.until());
      }
      goesOn = false;
      return Optional.empty();
    }

    /** A rate limit passes with time; a key that was refused waits for a person. */
    private boolean mayPass(KeyChoice.None none) {
      return waiting.isEmpty() && none.reason() == Trail.SkipReason.QUOTA_COOLING_DOWN;
    }

    /** With nobody else to ask, a short cool-down is waited out as one of the retries. */
    private boolean canWait(Duration until) {
      return policy
          .retry()
          .waitBefore(
              failures + 1,
              Optional.of(until),
              deadline.remaining(),
              policy.leastAttempt(),
              router.random())
          .isPresent();
    }

    private Optional<A> withKey(ProviderKey key) {
      triedKeys.add(key.label());
      if (!router.breaker(candidate, key.label()).tryAcquirePermission()) {
        router.pool(candidate).unused(key);
        again = null;
        passedOver = true;
        skip(
            candidate,
            Optional.of(key.label()),
            Trail.SkipReason.BREAKER_OPEN,
            "it failed too often of late",
            Optional.of(policy.breaker().open()));
        return Optional.empty();
      }
      begun = true;
      AttemptOrder order =
          new AttemptOrder(
              log.nextAttempt(), cause, candidate, router.provider(candidate), key, limits());
      return switch (attempt(order)) {
        case AttemptResult.Usable<A> usable -> {
          router.worked(order, usable.took());
          yield Optional.of(usable.answer());
        }
        case AttemptResult.Unusable<A> unusable -> {
          router.failed(order, unusable.failure(), unusable.took());
          setbacks.add(new CandidateFailure.Failed(candidate, unusable.failure()));
          after(unusable.failure(), key);
          yield Optional.empty();
        }
        case AttemptResult.Unpaid<A> unpaid -> {
          router.notMade(order);
          log.skipped(
              new Trail.Skipped(
                  candidate.toString(),
                  Optional.of(key.label()),
                  Trail.SkipReason.OVER_BUDGET,
                  unpaid.refusal().message()));
          setbacks.add(new CandidateFailure.Unpaid(candidate, unpaid.refusal()));
          goesOn = false;
          yield Optional.empty();
        }
      };
    }

    /** An attempt that throws, for want of a disk or for a bug, says nothing about the provider. */
    private AttemptResult<A> attempt(AttemptOrder order) {
      boolean made = false;
      try {
        AttemptResult<A> result = runner.attempt(order);
        made = true;
        return result;
      } finally {
        if (!made) {
          router.notMade(order);
        }
      }
    }

    /**
     * The last that can be asked may use the grace: to give it up and ask later is to pay twice.
     */
    private AttemptLimits limits() {
      boolean last = waiting.isEmpty();
      Duration remaining = last ? deadline.remainingWithGrace() : deadline.remaining();
      return policy.limits().limits(remaining, last, streams);
    }

    private void after(AttemptFailure failure, ProviderKey key) {
      failures++;
      again = null;
      if (failure.charge() instanceof AttemptFailure.Charge.Unknown && !policy.retryUnknown()) {
        unknownEndsIt = failure.error() != ErrorClass.CALLER;
      }
      switch (FailurePolicy.after(failure.error())) {
        case RETRY -> retry(failure, key);
        case NEXT_KEY -> cause = Trail.Cause.NEXT_KEY;
        case NEXT_CANDIDATE -> goesOn = mayRepair(failure);
        case GIVE_UP -> goesOn = false;
      }
      if (failure.error() == ErrorClass.CALLER) {
        waiting.clear();
      }
    }

    /** With nobody else to ask, a model that wrote something invalid is told so, once. */
    private boolean mayRepair(AttemptFailure failure) {
      boolean repair =
          failure.error() == ErrorClass.INVALID_ANSWER
              && waiting.isEmpty()
              && cause != Trail.Cause.REPAIR;
      if (repair) {
        cause = Trail.Cause.REPAIR;
        triedKeys.clear();
      }
      return repair;
    }

    private void retry(AttemptFailure failure, ProviderKey key) {
      Optional<Duration> wait =
          policy
              .retry()
              .waitBefore(
                  failures,
                  failure.retryAfter(),
                  deadline.remaining(),
                  forOthers(),
                  router.random());
      wait.ifPresentOrElse(
          span -> {
            cause = Trail.Cause.RETRY;
            again = key;
            pause(span);
          },
          () -> goesOn = false);
    }

    /** What must be left behind a retry's wait: time for the fallback, or for one attempt. */
    private Duration forOthers() {
      return waiting.isEmpty()
          ? policy.leastAttempt()
          : Duration.ofNanos(
              (long) (deadline.remaining().toNanos() * (1 - policy.limits().share())));
    }

    private void pause(Duration span) {
      try {
        router.pause().await(span);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        setbacks.add(
            new CandidateFailure.Failed(
                candidate,
                AttemptFailure.free(ErrorClass.CALLER, Optional.empty(), "the caller went away")));
        goesOn = false;
      }
    }
  }
}
