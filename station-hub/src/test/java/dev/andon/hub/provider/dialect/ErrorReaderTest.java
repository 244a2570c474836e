package dev.andon.hub.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.provider.Calls;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.request.ErrorClass;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429 | {\"error\":{\"code\":\"insufficient_quota\"}} | QUOTA_EXHAUSTED",
        "402 | {} | QUOTA_EXHAUSTED",
        "400 | {\"error\":{\"status\":\"INVALID_ARGUMENT\",\"details\":[{\"reason\":\"API_KEY_INVALID\"}]}} | CREDENTIALS",
        "400 | {\"error\":{\"code\":\"content_filter\"}} | FILTERED",
        "400 | {\"__type\":\"ThrottlingException\"} | RATE_LIMITED",
        "408 | nothing that is JSON | SERVER",
        "413 | {} | REJECTED",
        "502 | <html> | SERVER",
      })
  void words_refine_the_status(int status, String body, ErrorClass expected) {
    assertThat(read(status, body).error()).isEqualTo(expected);
  }

  @Test
  void a_provider_s_words_are_shortened_and_carry_no_key() {
    String body =
        "{\"error\":{\"code\":\"bad\",\"message\":\"Key %s of\\nproject sk-proj-abcdef123456 and image iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ is wrong %s\"}}"
            .formatted(Calls.KEY.secret(), "x y ".repeat(500));
    String detail = read(400, body).detail();
    assertThat(detail)
        .startsWith("400 bad: Key *** of project ***")
        .doesNotContain("iVBOR", "\n")
        .hasSizeLessThan(230);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retry-after-ms | 1500 | 1500",
        "retry-after-ms | 1500.5 | 1500",
        "retry-after | 7 | 7000",
        "retry-after | 0.25 | 250",
        "retry-after | Fri, 20 Nov 2026 10:00:30 GMT | 30000",
      })
  void waits_are_read_in_every_form(String name, String value, long millis) {
    assertThat(RetryAfter.read(Headers.of(name, value), NOW)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"soon", "-5", "1e9", "NaN", "99999999", "Fri, 20 Nov 2020 10:00:30 GMT"})
  void waits_that_make_no_sense_are_none(String value) {
    assertThat(RetryAfter.read(Headers.of("retry-after", value), NOW)).isEmpty();
  }

  private static AttemptFailure read(int status, String body) {
    return ErrorReader.read(
        status, Headers.EMPTY, body.getBytes(StandardCharsets.UTF_8), Calls.KEY, NOW);
  }
}
