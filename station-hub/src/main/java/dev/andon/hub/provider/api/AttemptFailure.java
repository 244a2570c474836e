package dev.andon.hub.provider.api;

import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.request.ErrorClass;
import java.time.Duration;
import java.util.Optional;

/**
 * Why an attempt gave no usable answer.
 *
 * @param status the provider's HTTP status, where one came
 * @param detail one line for the trail; no payload, no key
 * @param retryAfter what the provider asked to wait
 * @param charge what the provider may charge for it
 * @param deadlineBound whether the caller's deadline ended it, rather than a limit of the provider
 */
public record AttemptFailure(
    ErrorClass error,
    Optional<Integer> status,
    String detail,
    Optional<Duration> retryAfter,
    Charge charge,
    boolean deadlineBound) {

  /** What a failed attempt may have cost. */
  public sealed interface Charge {
    /** Nothing was sent, or the provider refused: it costs nothing. */
    record Nothing() implements Charge {}

    /** The provider reported what it used. */
    record Reported(TokenUsage usage) implements Charge {}

    /** The request went out and what became of it is not known. */
    record Unknown() implements Charge {}
  }

  /** A failure before anything was sent, or an answer that costs nothing. */
  public static AttemptFailure free(ErrorClass error, Optional<Integer> status, String detail) {
    return new AttemptFailure(error, status, detail, Optional.empty(), new Charge.Nothing(), false);
  }

  /** A failure behind which the provider may have worked. */
  public static AttemptFailure unknown(ErrorClass error, Optional<Integer> status, String detail) {
    return new AttemptFailure(error, status, detail, Optional.empty(), new Charge.Unknown(), false);
  }

  /** The same with the usage that the provider reported. */
  public AttemptFailure charged(TokenUsage usage) {
    return new AttemptFailure(
        error, status, detail, retryAfter, new Charge.Reported(usage), deadlineBound);
  }

  /** The same with another reading of what it may have cost. */
  public AttemptFailure charged(Charge other) {
    return new AttemptFailure(error, status, detail, retryAfter, other, deadlineBound);
  }

  /** The same with the wait that the provider asked for. */
  public AttemptFailure retryAfter(Optional<Duration> wait) {
    return new AttemptFailure(error, status, detail, wait, charge, deadlineBound);
  }

  /** The same, ended by the caller's deadline. */
  public AttemptFailure boundByDeadline() {
    return new AttemptFailure(error, status, detail, retryAfter, charge, true);
  }
}
