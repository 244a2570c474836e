package dev.andon.hub.request;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Why no provider's answer could be given although the caller did nothing wrong.
 *
 * @param message one sentence for a human; no key, no payload
 * @param retryAfter when another try may help
 */
public record Failure(Kind kind, String message, Optional<Duration> retryAfter) {

  /** The reason in one word; {@link #code} is what callers and verdicts see. */
  public enum Kind {
    /** Every key of every candidate was refused by its provider. Never the caller's key. */
    UPSTREAM_CREDENTIALS_EXHAUSTED(502),
    /** The deadline passed. */
    DEADLINE(504),
    /** Every candidate answered, and none usably. */
    ALL_FAILED(502),
    /** No candidate could be reached. */
    PROVIDER_UNREACHABLE(503),
    /** Every candidate is over its quota. */
    UPSTREAM_RATE_LIMITED(429),
    /** A request went out and what became of it is not known; it is booked at its bound. */
    OUTCOME_UNKNOWN(502),
    /** The stream broke after tokens were out. */
    STREAM_BROKEN(502),
    /** The caller went away. */
    CANCELLED(499);

    private final int httpStatus;

    Kind(int httpStatus) {
      this.httpStatus = httpStatus;
    }

    /** The HTTP status that doors answer with. */
    public int httpStatus() {
      return httpStatus;
    }

    /** Lower snake case, stable. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
