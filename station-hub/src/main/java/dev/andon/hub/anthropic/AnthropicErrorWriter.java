package dev.andon.hub.anthropic;

import dev.andon.hub.http.Problem;
import dev.andon.hub.json.JsonWriter;
import io.helidon.webserver.http.ServerResponse;

/** Writes errors in Anthropic's shape: {@code {"type":"error","error":{type, message}}}. */
public final class AnthropicErrorWriter {
  private AnthropicErrorWriter() {}

  static void send(ServerResponse response, Problem problem) {
    problem.head(response);
    String id =
        response.headers().first(io.helidon.http.HeaderNames.create("x-andon-id")).orElse("");
    response.send(body(problem, id));
  }

  /** The error as a body; without an id where there is none. */
  public static byte[] body(Problem problem, String requestId) {
    return JsonWriter.bytes(
        json -> {
          json.field("type", "error");
          json.object(
              "error",
              () -> {
                json.field("type", type(problem));
                json.field("message", problem.message());
                json.field("code", problem.code());
                problem.details().forEach(json::field);
              });
          if (!requestId.isEmpty()) {
            json.field("request_id", requestId);
          }
        });
  }

  private static String type(Problem problem) {
    return switch (problem.status()) {
      case 400, 405 -> "invalid_request_error";
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> problem.code().equals("budget_exceeded") ? "billing_error" : "rate_limit_error";
      case 503 -> "overloaded_error";
      case 504 -> "timeout_error";
      default -> "api_error";
    };
  }
}
