package dev.andon.hub.provider.dialect;

import dev.andon.hub.json.JsonTree;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.request.ErrorClass;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import okhttp3.Headers;
import tools.jackson.databind.JsonNode;

/**
 * Classifies the error answers of every dialect: by status, refined by the words that providers
 * use. Pure.
 */
public final class ErrorReader {
  private static final int UNAUTHORIZED = 401;
  private static final int PAYMENT_REQUIRED = 402;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int CONFLICT = 409;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  private ErrorReader() {}

  /** The failure that an answer of {@code status} (300 or more) tells of; it costs nothing. */
  public static AttemptFailure read(
      int status, Headers headers, byte[] body, ProviderKey key, Instant now) {
    JsonNode json = AnswerJson.lenient(body);
    String code = code(headers, json);
    ErrorClass error = classify(status, code.toLowerCase(Locale.ROOT));
    String message = Redaction.oneLine(message(json), key);
    String detail = (status + " " + code).strip() + (message.isEmpty() ? "" : ": " + message);
    return AttemptFailure.free(error, Optional.of(status), detail)
        .retryAfter(RetryAfter.read(headers, now));
  }

  /** The failure that an error event inside a stream tells of; what it cost is not known. */
  public static AttemptFailure inBand(JsonNode json) {
    String code = code(Headers.EMPTY, json);
    int status = (int) JsonTree.count(json.path("error"), "code");
    ErrorClass error = classify(status == 0 ? SERVER_ERROR : status, code.toLowerCase(Locale.ROOT));
    return AttemptFailure.unknown(error, Optional.of(200), "error in the stream: " + code);
  }

  static ErrorClass classify(int status, String code) {
    if (code.contains("content_filter") || code.contains("content_policy")) {
      return ErrorClass.FILTERED;
    }
    if (code.contains("insufficient_quota") || code.contains("billing")) {
      return ErrorClass.QUOTA_EXHAUSTED;
    }
    if (code.contains("api_key_invalid") || code.contains("authentication")) {
      return ErrorClass.CREDENTIALS;
    }
    if (code.contains("rate_limit") || code.contains("throttling")) {
      return ErrorClass.RATE_LIMITED;
    }
    if (code.contains("overloaded")) {
      return ErrorClass.SERVER;
    }
    return byStatus(status);
  }

  private static ErrorClass byStatus(int status) {
    return switch (status) {
      case UNAUTHORIZED, FORBIDDEN -> ErrorClass.CREDENTIALS;
      case PAYMENT_REQUIRED -> ErrorClass.QUOTA_EXHAUSTED;
      case NOT_FOUND -> ErrorClass.MODEL_UNKNOWN;
      case TOO_MANY -> ErrorClass.RATE_LIMITED;
      case REQUEST_TIMEOUT, CONFLICT -> ErrorClass.SERVER;
      default -> status >= SERVER_ERROR ? ErrorClass.SERVER : ErrorClass.REJECTED;
    };
  }

  private static String code(Headers headers, JsonNode json) {
    JsonNode error = json.path("error");
    return Optional.ofNullable(headers.get("x-amzn-errortype"))
        .map(type -> type.split("[:;]", 2)[0])
        .or(() -> detailReason(error))
        .or(() -> JsonTree.text(error, "code"))
        .or(() -> JsonTree.text(error, "type"))
        .or(() -> JsonTree.text(error, "status"))
        .or(() -> JsonTree.text(json, "__type"))
        .filter(c -> c.matches("[A-Za-z0-9_.#-]{1,80}"))
        .orElse("");
  }

  /** Gemini says {@code INVALID_ARGUMENT} for a wrong key and the truth in {@code details}. */
  private static Optional<String> detailReason(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      Optional<String> reason = JsonTree.text(detail, "reason");
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }

  private static String message(JsonNode json) {
    return JsonTree.text(json.path("error"), "message")
        .or(() -> JsonTree.text(json, "message"))
        .or(() -> JsonTree.text(json, "error"))
        .orElse("");
  }
}
