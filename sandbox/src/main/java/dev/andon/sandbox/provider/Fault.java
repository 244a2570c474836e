package dev.andon.sandbox.provider;

import java.time.Duration;
import java.util.Optional;

/** A way in which providers break; each of them has been seen in the field. */
public sealed interface Fault {

  /** 429, with or without saying how long to wait. */
  record RateLimited(Optional<Duration> retryAfter) implements Fault {}

  /** 401, as for a key that was rotated away. */
  record BadKey() implements Fault {}

  /** 500. */
  record ServerError() implements Fault {}

  /** Takes the request and says nothing until the caller goes away. */
  record SilentBeforeHeaders() implements Fault {}

  /** Sends half of the answer, then nothing until the caller goes away. */
  record StallMidStream() implements Fault {}

  /** Sends half of the answer, then resets the connection. */
  record CutMidStream() implements Fault {}

  /** An answer with a piece in the middle that is no JSON. */
  record MalformedChunk() implements Fault {}

  /** Status 200 and an orderly end, but only half of the JSON. */
  record TruncatedJson() implements Fault {}

  /** Status 200 and a page of HTML. */
  record WrongContentType() implements Fault {}

  /**
   * The right answer, a few bytes at a time.
   *
   * @param bytesPerSecond 1 or more
   */
  record SlowDrip(int bytesPerSecond) implements Fault {
    public SlowDrip {
      if (bytesPerSecond < 1) {
        throw new IllegalArgumentException(
            "a slow drip passes at least 1 byte per second, not " + bytesPerSecond);
      }
    }
  }
}
