package dev.andon.edge.status;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the agent's HTTP server answers. Treat the body as read-only.
 *
 * @param type without the character set
 * @param policy what a browser may load and where its forms may go
 * @param more further headers
 */
record HttpAnswer(int status, String type, byte[] body, String policy, Map<String, String> more) {
  /** Nothing but the page's own style. */
  static final String STILL = "default-src 'none'; style-src 'unsafe-inline'";

  /** Pictures of this station and forms that go back to it, in no frame of another page. */
  static final String FORMS =
      STILL + "; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  /** Copies the headers. */
  HttpAnswer {
    more = Map.copyOf(more);
  }

  static HttpAnswer text(int status, String text) {
    return new HttpAnswer(
        status, "text/plain", (text + "\n").getBytes(StandardCharsets.UTF_8), STILL, Map.of());
  }

  static HttpAnswer html(int status, String page) {
    return new HttpAnswer(
        status, "text/html", page.getBytes(StandardCharsets.UTF_8), FORMS, Map.of());
  }

  /** A picture that never changes under its address. */
  static HttpAnswer jpeg(byte[] bytes) {
    return new HttpAnswer(
        200, "image/jpeg", bytes, STILL, Map.of("Cache-Control", "private, max-age=3600"));
  }

  /** Go on there, with a GET. */
  static HttpAnswer elsewhere(String path) {
    return new HttpAnswer(303, "text/plain", new byte[0], STILL, Map.of("Location", path));
  }

  HttpAnswer with(String header, String value) {
    Map<String, String> headers = new LinkedHashMap<>(more);
    headers.put(header, value);
    return new HttpAnswer(status, type, body, policy, headers);
  }

  /** Sends it; the caller closes the exchange. */
  void send(HttpExchange exchange) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type.startsWith("text/") ? type + "; charset=utf-8" : type);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cache-Control", "no-store");
    headers.set("Referrer-Policy", "same-origin");
    headers.set("Content-Security-Policy", policy);
    more.forEach(headers::set);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
