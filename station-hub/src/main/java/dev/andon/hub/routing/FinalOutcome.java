package dev.andon.hub.routing;

import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.request.ErrorClass;
import dev.andon.hub.request.Failure;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.Trail.SkipReason;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a caller is told when no candidate gave an answer. Pure. */
final class FinalOutcome {
  private FinalOutcome() {}

  /** What a failure says about the whole. */
  private enum Sense {
    CREDENTIALS,
    RATE,
    UNREACHABLE,
    REQUEST,
    MODEL,
    FORBIDDEN,
    UNPAID,
    TIME,
    ANSWER,
    CANCELLED
  }

  static <A> RouteOutcome<A> of(String model, List<CandidateFailure> failures, boolean outOfTime) {
    List<Sense> senses = failures.stream().map(FinalOutcome::sense).toList();
    if (senses.contains(Sense.CANCELLED)) {
      return cancelled(failures);
    }
    if (outOfTime || senses.contains(Sense.TIME)) {
      return failed(
          Failure.Kind.DEADLINE, "no answer within the deadline" + last(failures), failures);
    }
    if (senses.contains(Sense.UNPAID)
        && failures.stream().noneMatch(CandidateFailure.Failed.class::isInstance)) {
      return new RouteOutcome.Refused<>(unpaid(failures));
    }
    return all(model, senses, failures);
  }

  /** The caller has gone away, whatever else happened. */
  static <A> RouteOutcome<A> cancelled(List<CandidateFailure> failures) {
    return failed(Failure.Kind.CANCELLED, "the caller went away", failures);
  }

  private static <A> RouteOutcome<A> all(
      String model, List<Sense> senses, List<CandidateFailure> failures) {
    if (only(senses, Sense.REQUEST)) {
      return new RouteOutcome.Refused<>(
          new Refusal.BadRequest(
              Optional.empty(), "no provider takes this request" + last(failures)));
    }
    if (only(senses, Sense.FORBIDDEN)) {
      return new RouteOutcome.Refused<>(
          new Refusal.Model(model, true, "this key may not use the model '" + model + "'"));
    }
    if (only(senses, Sense.MODEL, Sense.FORBIDDEN)) {
      return new RouteOutcome.Refused<>(
          new Refusal.Model(
              model, false, "nobody offers the model '" + model + "'" + last(failures)));
    }
    if (only(senses, Sense.CREDENTIALS)) {
      return failed(
          Failure.Kind.UPSTREAM_CREDENTIALS_EXHAUSTED,
          "the providers refuse all of the hub's keys; the caller's key is fine",
          failures);
    }
    if (only(senses, Sense.RATE, Sense.CREDENTIALS)) {
      return failed(
          Failure.Kind.UPSTREAM_RATE_LIMITED, "every provider is over its quota", failures);
    }
    if (only(senses, Sense.UNREACHABLE, Sense.RATE, Sense.CREDENTIALS)) {
      return failed(
          Failure.Kind.PROVIDER_UNREACHABLE,
          "no provider can be reached" + last(failures),
          failures);
    }
    return failed(
        Failure.Kind.ALL_FAILED, "no provider gave a usable answer" + last(failures), failures);
  }

  private static boolean only(List<Sense> senses, Sense... allowed) {
    return !senses.isEmpty() && senses.contains(allowed[0]) && List.of(allowed).containsAll(senses);
  }

  private static Sense sense(CandidateFailure failure) {
    return switch (failure) {
      case CandidateFailure.Unpaid _ -> Sense.UNPAID;
      case CandidateFailure.Skipped skipped -> sense(skipped.reason());
      case CandidateFailure.Failed failed -> sense(failed.failure());
    };
  }

  private static Sense sense(SkipReason reason) {
    return switch (reason) {
      case BREAKER_OPEN -> Sense.UNREACHABLE;
      case KEY_COOLING_DOWN -> Sense.CREDENTIALS;
      case QUOTA_COOLING_DOWN -> Sense.RATE;
      case NO_KEY_FOR_MODEL, NO_PRICE -> Sense.MODEL;
      case NOT_ALLOWED -> Sense.FORBIDDEN;
      case OVER_BUDGET -> Sense.UNPAID;
      case CANNOT_TAKE_REQUEST -> Sense.REQUEST;
      case NO_TIME_LEFT -> Sense.TIME;
    };
  }

  private static Sense sense(AttemptFailure failure) {
    return switch (failure.error()) {
      case CONNECT,
          HEADERS_TIMEOUT,
          FIRST_TOKEN_TIMEOUT,
          IDLE_TIMEOUT,
          TOTAL_TIMEOUT,
          CUT,
          SERVER ->
          failure.deadlineBound() ? Sense.TIME : Sense.UNREACHABLE;
      case CREDENTIALS -> Sense.CREDENTIALS;
      case RATE_LIMITED, QUOTA_EXHAUSTED -> Sense.RATE;
      case MODEL_UNKNOWN -> Sense.MODEL;
      case REJECTED -> Sense.REQUEST;
      case MALFORMED, INVALID_ANSWER, FILTERED -> Sense.ANSWER;
      case CALLER -> Sense.CANCELLED;
    };
  }

  private static Refusal unpaid(List<CandidateFailure> failures) {
    return failures.stream()
        .filter(CandidateFailure.Unpaid.class::isInstance)
        .map(s -> ((CandidateFailure.Unpaid) s).refusal())
        .findFirst()
        .orElseThrow();
  }

  private static <A> RouteOutcome<A> failed(
      Failure.Kind kind, String message, List<CandidateFailure> failures) {
    return new RouteOutcome.Failed<>(new Failure(kind, message, soonest(failures)));
  }

  /** When the first of them may be worth another try. */
  private static Optional<Duration> soonest(List<CandidateFailure> failures) {
    return failures.stream().flatMap(FinalOutcome::wait).min(Comparator.naturalOrder());
  }

  private static Stream<Duration> wait(CandidateFailure failure) {
    return switch (failure) {
      case CandidateFailure.Unpaid _ -> Stream.empty();
      case CandidateFailure.Skipped skipped -> skipped.until().stream();
      case CandidateFailure.Failed failed -> failed.failure().retryAfter().stream();
    };
  }

  private static String last(List<CandidateFailure> failures) {
    if (failures.isEmpty()) {
      return "";
    }
    return switch (failures.getLast()) {
      case CandidateFailure.Unpaid _ -> "";
      case CandidateFailure.Skipped skipped -> "; " + skipped.candidate() + ": " + skipped.detail();
      case CandidateFailure.Failed failed ->
          "; " + failed.candidate() + ": " + described(failed.failure());
    };
  }

  private static String described(AttemptFailure failure) {
    return failure.error() == ErrorClass.CREDENTIALS
        ? "the hub's key was refused"
        : failure.detail();
  }
}
