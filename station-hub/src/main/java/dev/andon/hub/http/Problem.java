package dev.andon.hub.http;

import dev.andon.hub.money.Money;
import dev.andon.hub.request.Failure;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.store.StoreException;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An error before it is written in a dialect. The headers are what the official SDKs obey: {@code
 * retry-after}, {@code retry-after-ms} and {@code x-should-retry}.
 *
 * @param status HTTP status
 * @param code stable, for machines
 * @param param the field at fault, where there is one
 * @param message one sentence for a human
 * @param shouldRetry whether another try may help; empty leaves it to the status
 * @param details further fields of the error
 */
public record Problem(
    int status,
    String code,
    Optional<String> param,
    String message,
    Optional<Boolean> shouldRetry,
    Optional<Duration> retryAfter,
    Map<String, String> details) {

  /** So much of a path is repeated to whoever asked for it. */
  private static final int MAX_PATH = 200;

  /** A store that works again is noticed within a second; people need longer to make room. */
  private static final Duration STORE_RETRY = Duration.ofSeconds(5);

  /** What to answer to a refused request. */
  public static Problem of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Key key -> key(key);
      case Refusal.Model model ->
          model.forbidden()
              ? plain(403, "model_not_allowed", model.message()).about("model")
              : plain(404, "model_not_found", model.message()).about("model");
      case Refusal.Rate rate ->
          plain(429, "rate_limit_exceeded", rate.message())
              .after(rate.retryAfter())
              .with(
                  Map.of(
                      "scope", rate.scope(),
                      "unit", rate.unit(),
                      "limit", Long.toString(rate.limit())));
      case Refusal.Budget budget -> budget(budget);
      case Refusal.Storm storm ->
          plain(429, "request_storm", storm.message())
              .retry(false)
              .after(storm.retryAfter())
              .with(
                  Map.of("seen", Long.toString(storm.seen()), "window", storm.window().toString()));
      case Refusal.BadRequest bad ->
          new Problem(
              400,
              "invalid_request",
              bad.param(),
              bad.message(),
              Optional.empty(),
              Optional.empty(),
              Map.of());
      case Refusal.TooLarge large ->
          plain(413, "request_too_large", large.message())
              .with(
                  Map.of(
                      "limit", Long.toString(large.limit()),
                      "actual", Long.toString(large.actual())));
      case Refusal.Busy busy -> plain(503, "busy", busy.message()).after(busy.retryAfter());
    };
  }

  /** What to answer where no provider gave an answer. */
  public static Problem of(Failure failure) {
    Problem problem = plain(failure.kind().httpStatus(), failure.kind().code(), failure.message());
    Problem told =
        switch (failure.kind()) {
          case UPSTREAM_CREDENTIALS_EXHAUSTED, DEADLINE, OUTCOME_UNKNOWN, CANCELLED ->
              problem.retry(false);
          case ALL_FAILED, PROVIDER_UNREACHABLE, UPSTREAM_RATE_LIMITED, STREAM_BROKEN -> problem;
        };
    return failure.retryAfter().map(told::after).orElse(told);
  }

  /** What to answer where the store failed: 503 for what passes, 500 for a bug. */
  public static Problem of(StoreException failure) {
    if (!failure.kind().passes()) {
      return plain(500, "internal_error", "the hub failed");
    }
    return plain(
            503,
            "store_unavailable",
            "the hub's store cannot be used now: %s; try again in %d s"
                .formatted(failure.kind().reason(), STORE_RETRY.toSeconds()))
        .after(STORE_RETRY)
        .with(Map.of("kind", failure.kind().word()));
  }

  private static Problem key(Refusal.Key key) {
    return switch (key.problem()) {
      case MISSING -> plain(401, "missing_api_key", key.message());
      case UNKNOWN -> plain(401, "invalid_api_key", key.message());
      case EXPIRED -> plain(401, "expired_api_key", key.message());
      case REVOKED -> plain(401, "revoked_api_key", key.message());
      case FORBIDDEN -> plain(403, "key_not_allowed", key.message());
    };
  }

  private static Problem budget(Refusal.Budget budget) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("scope", budget.scope());
    details.put("limit", amount(budget.limit()));
    details.put("spent", amount(budget.spent()));
    details.put("held", amount(budget.held()));
    budget.resetsAt().map(Instant::toString).ifPresent(at -> details.put("resets_at", at));
    return plain(402, "budget_exceeded", budget.message()).retry(false).with(details);
  }

  private static String amount(Money money) {
    return money.toString();
  }

  /** What is wrong with a request that is no proper HTTP, or more than the server takes. */
  public static Problem transport(int status, String message) {
    return plain(status, status >= 500 ? "internal_error" : "invalid_http", message);
  }

  /** The path is right and the method is not. */
  public static Problem method(String asked, String allowed) {
    return plain(405, "method_not_allowed", "this path takes " + allowed + ", not " + asked);
  }

  /** No door is at this path. */
  public static Problem unknownPath(String method, String path) {
    String shown = path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH) + "…";
    return plain(404, "unknown_url", "nothing is at " + method + " " + shown);
  }

  static Problem plain(int status, String code, String message) {
    return new Problem(
        status, code, Optional.empty(), message, Optional.empty(), Optional.empty(), Map.of());
  }

  private Problem about(String field) {
    return new Problem(status, code, Optional.of(field), message, shouldRetry, retryAfter, details);
  }

  private Problem retry(boolean helps) {
    return new Problem(status, code, param, message, Optional.of(helps), retryAfter, details);
  }

  private Problem after(Duration wait) {
    return new Problem(status, code, param, message, shouldRetry, Optional.of(wait), details);
  }

  private Problem with(Map<String, String> more) {
    return new Problem(status, code, param, message, shouldRetry, retryAfter, more);
  }

  /** The same with another status, for clients that know only 429. */
  public Problem as(int otherStatus) {
    return new Problem(otherStatus, code, param, message, shouldRetry, retryAfter, details);
  }

  /** Sets status and headers; the body is the door's. */
  public void head(ServerResponse response) {
    response.status(status);
    shouldRetry.ifPresent(helps -> response.header("x-should-retry", Boolean.toString(helps)));
    retryAfter.ifPresent(
        wait -> {
          response.header("retry-after-ms", Long.toString(wait.toMillis()));
          response.header(
              "Retry-After", Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
        });
    if (code.equals("rate_limit_exceeded") && details.containsKey("unit")) {
      String unit = details.get("unit");
      response.header("x-ratelimit-limit-" + unit, details.getOrDefault("limit", "0"));
      response.header("x-ratelimit-remaining-" + unit, "0");
      retryAfter.ifPresent(
          wait -> response.header("x-ratelimit-reset-" + unit, wait.toMillis() + "ms"));
    }
    response.header("Content-Type", "application/json");
  }
}
