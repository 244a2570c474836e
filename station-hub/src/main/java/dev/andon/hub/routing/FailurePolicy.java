package dev.andon.hub.routing;

import dev.andon.hub.request.ErrorClass;

/** What each error class leads to; {@code docs/routing.md} shows the same table. Pure. */
public final class FailurePolicy {
  private FailurePolicy() {}

  /**
   * What is tried first after {@code error}. If it is not possible (no key left, no retry left, no
   * time for its wait), the next candidate is asked.
   */
  public static FailureAction after(ErrorClass error) {
    return switch (error) {
      case CONNECT, CUT, SERVER -> FailureAction.RETRY;
      case CREDENTIALS, RATE_LIMITED, QUOTA_EXHAUSTED -> FailureAction.NEXT_KEY;
      case HEADERS_TIMEOUT,
          FIRST_TOKEN_TIMEOUT,
          IDLE_TIMEOUT,
          TOTAL_TIMEOUT,
          MODEL_UNKNOWN,
          REJECTED,
          MALFORMED,
          INVALID_ANSWER,
          FILTERED ->
          FailureAction.NEXT_CANDIDATE;
      case CALLER -> FailureAction.GIVE_UP;
    };
  }

  /** Whether it speaks against the provider's health, and so counts for its breaker. */
  public static boolean countsForBreaker(ErrorClass error) {
    return switch (error) {
      case CONNECT,
          CUT,
          SERVER,
          HEADERS_TIMEOUT,
          FIRST_TOKEN_TIMEOUT,
          IDLE_TIMEOUT,
          TOTAL_TIMEOUT,
          MALFORMED ->
          true;
      case CREDENTIALS,
          RATE_LIMITED,
          QUOTA_EXHAUSTED,
          MODEL_UNKNOWN,
          REJECTED,
          INVALID_ANSWER,
          FILTERED,
          CALLER ->
          false;
    };
  }
}
