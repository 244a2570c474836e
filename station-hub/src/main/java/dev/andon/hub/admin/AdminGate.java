package dev.andon.hub.admin;

import dev.andon.hub.http.HttpConfig;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Lets operators in. {@code Authorization: Bearer TOKEN} opens everything. A browser that opened
 * {@code /?token=TOKEN} gets a cookie, which opens what only reads: browsers send a host's cookies
 * to every port of it, so to programs of other users, and the cookie is neither the token nor good
 * for a change. Thread-safe.
 */
public final class AdminGate {
  private static final String BEARER = "Bearer ";
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final int NAME_LENGTH = 8;

  private final Optional<AdminToken> token;
  private final String cookie;
  private final String attributes;
  private final String refusal;

  private AdminGate(Optional<AdminToken> token, boolean tls, String refusal) {
    this.token = token;
    this.cookie = token.map(AdminGate::cookie).orElse("");
    this.attributes = "; Path=/; HttpOnly; SameSite=Strict" + (tls ? "; Secure" : "");
    this.refusal = refusal;
  }

  /** A gate that stands open, for trials. */
  public static AdminGate open() {
    return new AdminGate(Optional.empty(), false, "");
  }

  /** A gate that the token opens. Where the token is, is told on loopback only. */
  public static AdminGate behind(AdminToken token, HttpConfig http) {
    String where = http.onLoopback() ? token.where() : "the hub's data folder or configuration";
    return new AdminGate(
        Optional.of(token),
        http.tls().isPresent(),
        """
        This needs the hub's admin token, which is in %s.
        In a browser: open /?token=TOKEN once; that reads and changes nothing.
        In a program: send Authorization: Bearer TOKEN
        """
            .formatted(where));
  }

  /**
   * Another token makes another name, so that two hubs of one host keep out of each other's way.
   */
  private static String cookie(AdminToken token) {
    return "andon_"
        + token.derived("andon/cookie-name/1").substring(0, NAME_LENGTH)
        + "="
        + token.derived("andon/cookie/1");
  }

  /** Whether everybody is let in. */
  public boolean isOpen() {
    return token.isEmpty();
  }

  /** The handler, behind the gate. */
  public Handler guard(Handler handler) {
    return (request, response) -> {
      if (opens(request)) {
        handler.handle(request, response);
      } else {
        refuse(response);
      }
    };
  }

  /** As {@link #guard}, for the page that browsers open with the token in its address. */
  public Handler guardPage(Handler page) {
    Handler guarded = guard(page);
    return (request, response) -> {
      Optional<String> presented = request.query().first("token").asOptional();
      if (token.isPresent() && presented.isPresent()) {
        login(token.get(), presented.get(), response);
      } else {
        guarded.handle(request, response);
      }
    };
  }

  /** Away from the address with the token at once: it would stay in history and bookmarks. */
  private void login(AdminToken right, String presented, ServerResponse response) {
    // No token has a blank, so one is a plus that was not encoded.
    if (!right.is(presented.replace(' ', '+'))) {
      refuse(response);
      return;
    }
    response.status(303);
    response.header("Location", "/");
    response.header("Set-Cookie", cookie + attributes);
    response.header("Cache-Control", "no-store");
    response.header("Referrer-Policy", "no-referrer");
    response.send();
  }

  private boolean opens(ServerRequest request) {
    return token.isEmpty()
        || token.get().is(bearer(request.headers()))
        || (READING.contains(request.prologue().method().text()) && hasCookie(request.headers()));
  }

  private static String bearer(ServerRequestHeaders headers) {
    return headers
        .first(HeaderNames.AUTHORIZATION)
        .filter(v -> v.startsWith(BEARER))
        .map(v -> v.substring(BEARER.length()).strip())
        .orElse("");
  }

  private boolean hasCookie(ServerRequestHeaders headers) {
    return headers.values(HeaderNames.COOKIE).stream()
        .flatMap(all -> Stream.of(all.split(";", -1)))
        .anyMatch(one -> AdminToken.same(one.strip(), cookie));
  }

  private void refuse(ServerResponse response) {
    response.status(401);
    response.header("WWW-Authenticate", "Bearer realm=\"andon\"");
    response.header("Content-Type", "text/plain; charset=utf-8");
    response.header("Cache-Control", "no-store");
    response.header("Referrer-Policy", "no-referrer");
    response.send(refusal.getBytes(StandardCharsets.UTF_8));
  }
}
