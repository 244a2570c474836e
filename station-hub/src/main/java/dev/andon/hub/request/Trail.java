package dev.andon.hub.request;

import dev.andon.hub.money.Money;
import dev.andon.hub.money.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an answer came about: what was tried, in order, and why each step failed. Immutable; holds no
 * secret and no payload.
 *
 * @param request whose trail
 * @param received when, by the wall clock
 * @param keyId the virtual key's id, once known; never its secret
 * @param route the route that matched, by name
 * @param cache what the cache decided
 * @param steps candidates that were skipped and attempts that were made, in order
 * @param took from handing over to the outcome (a stream's: to its end)
 * @param upstream the part of it spent waiting for providers
 */
public record Trail(
    RequestId request,
    Instant received,
    Optional<String> keyId,
    Optional<String> route,
    CacheNote cache,
    List<Step> steps,
    Duration took,
    Duration upstream) {

  public Trail {
    steps = List.copyOf(steps);
  }

  /** What the cache decided about the request. */
  public enum CacheStatus {
    /** Not asked, as the request ended before. */
    NONE,
    HIT,
    MISS,
    /** Not used; the reason is beside it. */
    BYPASSED
  }

  /**
   * The cache's part.
   *
   * @param reason why it was by-passed, or which entry hit; may be empty
   */
  public record CacheNote(CacheStatus status, String reason) {
    public static final CacheNote NONE = new CacheNote(CacheStatus.NONE, "");
  }

  /** Something that was tried or left out. */
  public sealed interface Step {
    /** {@code provider/model}. */
    String candidate();

    /** The provider key's label, where one was chosen; never the secret. */
    Optional<String> keyLabel();
  }

  /** A candidate that was not asked. */
  public record Skipped(
      String candidate, Optional<String> keyLabel, SkipReason reason, String detail)
      implements Step {}

  /** Why a candidate was not asked. */
  public enum SkipReason {
    BREAKER_OPEN,
    KEY_COOLING_DOWN,
    QUOTA_COOLING_DOWN,
    NO_KEY_FOR_MODEL,
    NOT_ALLOWED,
    NO_PRICE,
    OVER_BUDGET,
    CANNOT_TAKE_REQUEST,
    NO_TIME_LEFT
  }

  /** Why an attempt was made. */
  public enum Cause {
    FIRST,
    RETRY,
    FALLBACK,
    NEXT_KEY,
    REPAIR,
    HEDGE
  }

  /**
   * One request to a provider, with a hold of its own.
   *
   * @param number from 1, unique in the request; the ledger's attempt number
   * @param took how long
   * @param firstToken from the start, where a stream got so far
   * @param usage tokens, as reported or bounded
   * @param priceVersion the price used
   * @param hold the amount held before it went out
   * @param cost what was booked; empty where nothing was
   */
  public record Attempt(
      int number,
      Cause cause,
      String candidate,
      Optional<String> keyLabel,
      Instant started,
      Duration took,
      Optional<Duration> firstToken,
      Result result,
      TokenUsage usage,
      Optional<String> priceVersion,
      Optional<Money> hold,
      Optional<Money> cost)
      implements Step {}

  /** How an attempt ended. */
  public sealed interface Result {
    /** With a usable answer. */
    record Succeeded() implements Result {}

    /**
     * Without one.
     *
     * @param httpStatus the provider's status, where one came
     * @param detail one line, without payload or key
     */
    record Failed(ErrorClass error, Optional<Integer> httpStatus, String detail)
        implements Result {}

    /** It is still running, as in the trail of a stream that has not ended. */
    record Running() implements Result {}
  }

  /** The attempts alone. */
  public List<Attempt> attempts() {
    List<Attempt> attempts = new ArrayList<>(steps.size());
    for (Step step : steps) {
      if (step instanceof Attempt attempt) {
        attempts.add(attempt);
      }
    }
    return attempts;
  }

  /** The attempt that gave, or is giving, the answer. */
  public Optional<Attempt> answering() {
    for (Attempt attempt : attempts()) {
      if (!(attempt.result() instanceof Result.Failed)) {
        return Optional.of(attempt);
      }
    }
    return Optional.empty();
  }

  /** Number of attempts on another candidate than the first one asked. */
  public long fallbacks() {
    long count = 0;
    for (Attempt attempt : attempts()) {
      count += attempt.cause() == Cause.FALLBACK ? 1 : 0;
    }
    return count;
  }

  /** The sum of what was booked, in the first booked currency. */
  public Optional<Money> cost() {
    Optional<Money> sum = Optional.empty();
    for (Attempt attempt : attempts()) {
      if (attempt.cost().isPresent()) {
        Money cost = attempt.cost().get();
        sum = Optional.of(sum.map(cost::plus).orElse(cost));
      }
    }
    return sum;
  }
}
