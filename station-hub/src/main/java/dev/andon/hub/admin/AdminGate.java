package dev.andon.hub.admin;

import dev.andon.config.Secret;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.Handler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Lets operators in: by the admin token as {@code Authorization: Bearer}, or everybody where none
 * is configured (then the hub listens on loopback alone, which the configuration makes sure of).
 */
public record AdminGate(Optional<Secret> token) {
  private static final String BEARER = "Bearer ";

  /** The handler, behind the gate. */
  public Handler guard(Handler handler) {
    return (request, response) -> {
      if (opens(request.headers())) {
        handler.handle(request, response);
      } else {
        response.status(401);
        response.header("WWW-Authenticate", "Bearer realm=\"andon\"");
        response.header("Content-Type", "text/plain; charset=utf-8");
        response.send(
            "This page needs the admin token: Authorization: Bearer TOKEN\n"
                .getBytes(StandardCharsets.UTF_8));
      }
    };
  }

  private boolean opens(ServerRequestHeaders headers) {
    if (token.isEmpty()) {
      return true;
    }
    String presented =
        headers
            .first(HeaderNames.AUTHORIZATION)
            .filter(v -> v.startsWith(BEARER))
            .map(v -> v.substring(BEARER.length()).strip())
            .orElse("");
    return MessageDigest.isEqual(
        presented.getBytes(StandardCharsets.UTF_8),
        token.get().text().getBytes(StandardCharsets.UTF_8));
  }
}
