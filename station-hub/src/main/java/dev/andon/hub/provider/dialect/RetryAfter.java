package dev.andon.hub.provider.dialect;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a provider asks to wait: {@code retry-after-ms} first, as the SDKs do, then {@code
 * Retry-After} in seconds or as a date (RFC 9110, section 10.2.3). Pure.
 */
final class RetryAfter {
  private static final Duration MAX = Duration.ofHours(24);
  private static final int MILLIS_PER_SECOND = 1000;

  private RetryAfter() {}

  /** The wait, from 0 to 24 hours; empty where there is none or it makes no sense. */
  static Optional<Duration> read(Headers headers, Instant now) {
    return number(headers.get("retry-after-ms"), 1)
        .or(() -> number(headers.get("retry-after"), MILLIS_PER_SECOND))
        .or(() -> date(headers, now));
  }

  private static Optional<Duration> number(@Nullable String text, int millis) {
    if (text == null || !text.strip().matches("[0-9]{1,9}(\\.[0-9]{1,6})?")) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofMillis((long) (Double.parseDouble(text.strip()) * millis)))
        .filter(wait -> wait.compareTo(MAX) <= 0);
  }

  private static Optional<Duration> date(Headers headers, Instant now) {
    return Optional.ofNullable(headers.getInstant("retry-after"))
        .map(at -> Duration.between(now, at))
        .filter(wait -> !wait.isNegative() && wait.compareTo(MAX) <= 0);
  }
}
