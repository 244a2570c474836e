package dev.andon.hub;

import dev.andon.hub.http.Problem;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

/**
 * What the web server refuses by itself, before a door hears of it, in the dialect of the door it
 * was meant for. Thread-safe.
 */
final class TransportErrors implements DirectHandler {
  private static final int MAX_REASON = 200;

  static DirectHandlers handlers() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, new TransportErrors());
    }
    return handlers.build();
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType type,
      Status status,
      ServerResponseHeaders headers,
      String reason) {
    String told =
        request.headers().contains(HeaderNames.CONTENT_ENCODING)
            ? "content encodings are not supported; send the body as it is"
            : reason(type, status, reason);
    Problem problem = Problem.transport(status.code(), told);
    byte[] body =
        request.path().startsWith("/v1/messages")
            ? dev.andon.hub.anthropic.AnthropicErrorWriter.body(problem, "")
            : dev.andon.hub.openai.OpenAiErrorWriter.body(problem);
    return TransportResponse.builder()
        .status(status)
        .headers(headers)
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .keepAlive(false)
        .entity(body)
        .build();
  }

  /** Reasons of inner failures are for the log, not for callers. */
  private static String reason(EventType type, Status status, String reason) {
    boolean inner = type == EventType.INTERNAL_ERROR || reason == null || reason.isBlank();
    String text = inner ? status.reasonPhrase() : reason;
    return text.length() <= MAX_REASON ? text : text.substring(0, MAX_REASON) + "…";
  }
}
