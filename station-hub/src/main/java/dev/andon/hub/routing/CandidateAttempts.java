package dev.andon.hub.routing;

import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.request.ErrorClass;
import dev.andon.hub.request.Trail;
import dev.andon.hub.routing.Step.Attempt;
import dev.andon.hub.routing.health.KeyChoice;
import dev.andon.hub.routing.plan.Candidate;
import java.time.Duration;
import java.util.Optional;

/**
 * The attempts at one candidate of a run: with one key after the other, again after a wait, or once
 * more to have an answer repaired. Confined to one branch of the run.
 *
 * @param <A> what an answer is
 */
final class CandidateAttempts<A> {
  private final RouteRun<A> run;
  private final Router router;
  private final Candidate candidate;

  CandidateAttempts(RouteRun<A> run, Candidate candidate) {
    this.run = run;
    this.router = run.router();
    this.candidate = candidate;
  }

  /** Asks until the candidate answers or nothing more can be done with it. */
  Optional<A> until(Trail.Cause first) {
    Step<A> step = Attempt.first(first);
    while (step instanceof Attempt<A> next && !run.ended()) {
      if (outOfTime()) {
        return Optional.empty();
      }
      step =
          switch (router.pool(candidate).choose(candidate.model(), next.keysToAvoid())) {
            case KeyChoice.None none -> withoutKey(next, none);
            case KeyChoice.Chosen(ProviderKey key) -> withKey(next.with(key), key);
          };
    }
    return step instanceof Step.Answered<A>(A answer) ? Optional.of(answer) : Optional.empty();
  }

  private boolean outOfTime() {
    boolean over = run.remaining().compareTo(run.policy().leastAttempt()) < 0;
    if (over) {
      run.skipped(
          candidate,
          Optional.empty(),
          Trail.SkipReason.NO_TIME_LEFT,
          "the deadline has passed",
          Optional.empty());
    }
    return over;
  }

  private Step<A> withoutKey(Attempt<A> next, KeyChoice.None none) {
    Optional<Duration> wait = none.until().filter(until -> mayPass(none) && canWait(next, until));
    if (wait.isPresent()) {
      return waited(wait.get(), next.failed().withAllKeys());
    }
    if (!next.passedOver() || none.until().isPresent()) {
      run.skipped(candidate, Optional.empty(), none.reason(), none.detail(), none.until());
    }
    return new Step.Leave<>();
  }

  /** A rate limit passes with time; a key that was refused waits for a person. */
  private boolean mayPass(KeyChoice.None none) {
    return run.last() && none.reason() == Trail.SkipReason.QUOTA_COOLING_DOWN;
  }

  /** With nobody else to ask, a short cool-down is waited out as one of the retries. */
  private boolean canWait(Attempt<A> next, Duration until) {
    return waitBefore(next.failures() + 1, Optional.of(until), run.policy().leastAttempt())
        .isPresent();
  }

  private Step<A> withKey(Attempt<A> next, ProviderKey key) {
    if (!router.breaker(candidate, key.label()).tryAcquirePermission()) {
      router.pool(candidate).unused(key);
      run.skipped(
          candidate,
          Optional.of(key.label()),
          Trail.SkipReason.BREAKER_OPEN,
          "it failed too often of late",
          Optional.of(run.policy().breaker().open()));
      return next.past();
    }
    AttemptOrder order =
        new AttemptOrder(
            run.nextAttempt(),
            next.cause(),
            candidate,
            router.provider(candidate),
            key,
            run.limits());
    boolean made = false;
    try {
      AttemptOutcome<A> outcome = run.runner().attempt(order);
      made = true;
      return after(next, order, outcome);
    } finally {
      if (!made) {
        // For want of a disk or for a bug: it says nothing about the provider.
        router.notMade(order);
      }
    }
  }

  private Step<A> after(Attempt<A> next, AttemptOrder order, AttemptOutcome<A> outcome) {
    return switch (outcome) {
      case AttemptOutcome.Answered<A>(A answer, Duration took) -> {
        router.worked(order, took);
        yield new Step.Answered<>(answer);
      }
      case AttemptOutcome.Failed<A>(AttemptFailure failure, Duration took) -> {
        router.failed(order, failure, took);
        run.failed(candidate, failure);
        yield afterFailure(next.failed(), failure, order.key());
      }
      case AttemptOutcome.Unpaid<A> unpaid -> {
        run.unpaid(order, unpaid.refusal());
        yield new Step.Leave<>();
      }
    };
  }

  private Step<A> afterFailure(Attempt<A> next, AttemptFailure failure, ProviderKey key) {
    return switch (FailurePolicy.after(failure.error())) {
      case RETRY ->
          waitBefore(next.failures(), failure.retryAfter(), forOthers())
              .map(wait -> waited(wait, next.retrying(key)))
              .orElseGet(Step.Leave::new);
      case NEXT_KEY -> next.because(Trail.Cause.NEXT_KEY);
      case NEXT_CANDIDATE ->
          mayRepair(next, failure)
              ? next.because(Trail.Cause.REPAIR).withAllKeys()
              : new Step.Leave<>();
      case GIVE_UP -> new Step.Leave<>();
    };
  }

  /** With nobody else to ask, a model that wrote something invalid is told so, once. */
  private boolean mayRepair(Attempt<A> next, AttemptFailure failure) {
    return failure.error() == ErrorClass.INVALID_ANSWER
        && run.last()
        && next.cause() != Trail.Cause.REPAIR;
  }

  /**
   * How long to wait before another attempt; empty if there is none.
   *
   * @param failures with that attempt the candidate has failed so often
   * @param asked by the provider
   * @param reserve what must be left of the deadline behind the wait
   */
  private Optional<Duration> waitBefore(int failures, Optional<Duration> asked, Duration reserve) {
    return run.policy()
        .retry()
        .waitBefore(failures, asked, run.remaining(), reserve, router.random());
  }

  /** What must be left behind a retry's wait: time for the fallback, or for one attempt. */
  private Duration forOthers() {
    return run.last()
        ? run.policy().leastAttempt()
        : Duration.ofNanos(
            (long) (run.remaining().toNanos() * (1 - run.policy().limits().share())));
  }

  private Step<A> waited(Duration wait, Step<A> then) {
    try {
      router.pause().await(wait);
      return then;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      run.goneAway(candidate);
      return new Step.Leave<>();
    }
  }
}
