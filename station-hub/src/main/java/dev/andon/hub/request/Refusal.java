package dev.andon.hub.request;

import dev.andon.hub.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Why a request was turned away before any provider was asked. It cost nothing. */
public sealed interface Refusal {

  /** One sentence for a human: what, where, which value, what to do. No key, no payload. */
  String message();

  /** The virtual key is missing, unknown, expired or revoked. */
  record Key(KeyProblem problem, String message) implements Refusal {}

  /** What is wrong with a virtual key. */
  enum KeyProblem {
    MISSING,
    UNKNOWN,
    EXPIRED,
    REVOKED,
    /** Known, but not for this: provider, content fetch, door. */
    FORBIDDEN
  }

  /**
   * The model is unknown, or not allowed for this key.
   *
   * @param forbidden true when it exists and the key may not use it
   */
  record Model(String model, boolean forbidden, String message) implements Refusal {}

  /**
   * Too many requests or tokens a minute, or too many at once.
   *
   * @param scope whose limit: a key, line or plant by name
   * @param unit {@code requests}, {@code tokens} or {@code concurrency}
   * @param limit the limit in that unit
   */
  record Rate(String scope, String unit, long limit, Duration retryAfter, String message)
      implements Refusal {}

  /**
   * The money is used up.
   *
   * @param scope whose budget, and which window
   * @param resetsAt when the window ends, where it does
   */
  record Budget(
      String scope,
      Money limit,
      Money spent,
      Money held,
      Optional<Instant> resetsAt,
      String message)
      implements Refusal {}

  /**
   * The same request again and again.
   *
   * @param seen how often within {@code window}
   */
  record Storm(long seen, Duration window, Duration retryAfter, String message)
      implements Refusal {}

  /**
   * The request makes no sense, or no candidate can take it as it is.
   *
   * @param param the field at fault, where there is one
   */
  record BadRequest(Optional<String> param, String message) implements Refusal {}

  /** Something is larger than a bound, in bytes, pixels or parts. */
  record TooLarge(long limit, long actual, String message) implements Refusal {}

  /** The hub is full for now: bytes in flight or waiting requests. */
  record Busy(Duration retryAfter, String message) implements Refusal {}
}
