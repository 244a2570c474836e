package dev.andon.hub.openai;

import dev.andon.hub.http.Problem;
import dev.andon.hub.json.JsonWriter;
import io.helidon.webserver.http.ServerResponse;

/** Writes errors in OpenAI's shape: {@code {"error": {message, type, param, code}}}. */
public final class OpenAiErrorWriter {
  private OpenAiErrorWriter() {}

  /** Sends the error as the answer. */
  public static void send(ServerResponse response, Problem problem) {
    problem.head(response);
    response.send(body(problem));
  }

  /** The error as a body. */
  public static byte[] body(Problem problem) {
    return JsonWriter.bytes(
        json ->
            json.object(
                "error",
                () -> {
                  json.field("message", problem.message());
                  json.field("type", type(problem));
                  json.nullable("param", problem.param());
                  json.field("code", problem.code());
                  problem.details().forEach(json::field);
                }));
  }

  /** OpenAI's types by status; money has one of its own, as no type of theirs fits. */
  private static String type(Problem problem) {
    return switch (problem.code()) {
      case "budget_exceeded", "request_storm" -> problem.code();
      case "rate_limit_exceeded" -> problem.details().getOrDefault("unit", "requests");
      default ->
          switch (problem.status()) {
            case 400, 404, 405, 413 -> "invalid_request_error";
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> "server_error";
          };
    };
  }
}
