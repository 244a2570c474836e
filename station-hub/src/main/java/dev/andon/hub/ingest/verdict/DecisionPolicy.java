package dev.andon.hub.ingest.verdict;

import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.Embedding;
import dev.andon.hub.request.Failure;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.Trail;
import dev.andon.wire.Box;
import dev.andon.wire.Verdict;
import dev.andon.wire.Verdict.Reason;
import dev.andon.wire.VerdictMessage.AnsweredBy;
import java.time.Duration;
import java.time.Instant;

/**
 * From the gateway's outcome to a verdict, or to another try. Pure. What an operator or time can
 * mend is tried again; what cannot be mended, or has cost {@code maxPaidRuns} runs, is final.
 *
 * @param budgetIsFinal whether spent money ends an escalation instead of waiting for the next
 *     window
 * @param maxPaidRuns how often providers may be asked without a usable answer, 1 or more
 */
public record DecisionPolicy(boolean budgetIsFinal, int maxPaidRuns) {
  /** The outcome of a run that was refused for money. */
  public static final String BUDGET = "budget";

  private static final int MAX_DETAIL = 1_000;
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration OPERATOR = Duration.ofMinutes(1);

  private static final VerdictReader READER = new VerdictReader();

  /**
   * Rules on one outcome.
   *
   * @param run which run it was, from 1
   * @param crop what the picture shows of the frame
   */
  public Decision rule(GatewayOutcome outcome, int run, Box crop, Instant now) {
    return switch (outcome) {
      case GatewayOutcome.Answered answered -> answered(answered, crop);
      case GatewayOutcome.Streamed streamed -> {
        streamed.stream().close();
        throw new IllegalStateException("a station's request was answered with a stream");
      }
      case GatewayOutcome.Refused refused -> refused(refused.refusal(), now);
      case GatewayOutcome.Failed failed -> failed(failed.failure(), failed.trail(), run);
    };
  }

  /** On an answer that was paid for before the hub was stopped. */
  public Decision.Final recovered(String answer, Box crop) {
    return new Decision.Final("answered", READER.read(answer, crop), AnsweredBy.PROVIDER);
  }

  /** On a run that was cut short while a provider may have been answering. */
  public Decision.Final cutShort() {
    return new Decision.Final(
        Failure.Kind.OUTCOME_UNKNOWN.code(),
        new Verdict.Inconclusive(
            Reason.OUTCOME_UNKNOWN,
            "a request was under way when the hub was stopped, and what became of it is not known"),
        AnsweredBy.NOBODY);
  }

  private static Decision answered(GatewayOutcome.Answered answered, Box crop) {
    AnsweredBy by =
        answered.trail().cache().status() == Trail.CacheStatus.HIT
            ? AnsweredBy.CACHE
            : AnsweredBy.PROVIDER;
    Verdict verdict =
        switch (answered.reply()) {
          case Completion completion -> READER.read(completion.first().text().orElse(""), crop);
          case Embedding _ ->
              throw new IllegalStateException("a station's request was answered with embeddings");
        };
    return new Decision.Final("answered", verdict, by);
  }

  private Decision refused(Refusal refusal, Instant now) {
    return switch (refusal) {
      case Refusal.Key _ -> later("key", Reason.KEY, refusal.message(), OPERATOR);
      case Refusal.Model _ -> later("model", Reason.KEY, refusal.message(), OPERATOR);
      case Refusal.Budget budget -> budget(budget, now);
      case Refusal.Rate rate ->
          later("rate", Reason.DEADLINE, refusal.message(), rate.retryAfter());
      case Refusal.Storm storm ->
          later("storm", Reason.DEADLINE, refusal.message(), storm.retryAfter());
      case Refusal.Busy busy ->
          later("busy", Reason.DEADLINE, refusal.message(), busy.retryAfter());
      case Refusal.BadRequest _ -> last("bad_request", Reason.UNREADABLE, refusal.message());
      case Refusal.TooLarge _ -> last("too_large", Reason.UNREADABLE, refusal.message());
    };
  }

  private Decision budget(Refusal.Budget budget, Instant now) {
    if (budgetIsFinal) {
      return last(BUDGET, Reason.BUDGET, budget.message());
    }
    Duration wait = budget.resetsAt().map(reset -> Duration.between(now, reset)).orElse(OPERATOR);
    return later(BUDGET, Reason.BUDGET, budget.message(), longer(wait, SOON));
  }

  private Decision failed(Failure failure, Trail trail, int run) {
    Duration wait = longer(failure.retryAfter().orElse(SOON), SOON);
    String code = failure.kind().code();
    return switch (failure.kind()) {
      case CANCELLED -> new Decision.Abandoned();
      case OUTCOME_UNKNOWN -> last(code, Reason.OUTCOME_UNKNOWN, failure.message());
      case PROVIDER_UNREACHABLE ->
          new Decision.Later(
              code,
              new Verdict.Inconclusive(Reason.PROVIDER_UNREACHABLE, bounded(failure.message())),
              wait,
              true);
      case UPSTREAM_CREDENTIALS_EXHAUSTED, UPSTREAM_RATE_LIMITED ->
          later(code, Reason.PROVIDER_UNREACHABLE, failure.message(), wait);
      case DEADLINE -> paid(code, Reason.DEADLINE, failure, trail, run, wait);
      case ALL_FAILED, STREAM_BROKEN ->
          paid(code, Reason.PROVIDER_UNREACHABLE, failure, trail, run, wait);
    };
  }

  /** Another run may cost as much again, so their number is bounded where this one cost. */
  private Decision paid(
      String code, Reason reason, Failure failure, Trail trail, int run, Duration wait) {
    boolean cost = trail.cost().filter(c -> !c.isZero()).isPresent();
    return cost && run >= maxPaidRuns
        ? last(code, reason, failure.message())
        : later(code, reason, failure.message(), wait);
  }

  private static Decision later(String code, Reason reason, String detail, Duration after) {
    return new Decision.Later(
        code, new Verdict.Inconclusive(reason, bounded(detail)), after, false);
  }

  private static Decision last(String code, Reason reason, String detail) {
    return new Decision.Final(
        code, new Verdict.Inconclusive(reason, bounded(detail)), AnsweredBy.NOBODY);
  }

  private static String bounded(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
