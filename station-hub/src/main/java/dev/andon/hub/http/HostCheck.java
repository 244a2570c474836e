package dev.andon.hub.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps web pages of others out. A page may point its own name at 127.0.0.1 and then talk to a hub
 * with a browser of its machine, as a client whose key needs no secret; the {@code Host} header
 * still tells that name. And a page may post to the hub from where it is; then the {@code Origin}
 * header tells. Thread-safe.
 */
public final class HostCheck implements Filter {
  private static final int MISDIRECTED = 421;
  private static final int FORBIDDEN = 403;
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private final boolean byName;
  private final Set<String> names;

  /** Names are checked on loopback, which has few, and where names are configured. */
  public HostCheck(HttpConfig config) {
    byName = config.onLoopback() || config.hosts().isPresent();
    names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    names.add(bracketed(config.hostName()));
    config.hosts().orElse(List.of()).forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    String path = request.path().path();
    Optional<String> host = request.headers().first(HeaderNames.HOST);
    if (byName && !path.startsWith("/health/") && !host.map(this::known).orElse(false)) {
      refuse(
          response,
          MISDIRECTED,
          "This hub does not answer to the name '"
              + printable(host.orElse(""))
              + "'. If it should, add the name to http.hosts.\n");
    } else if (changes(request, path) && foreign(request, host.orElse(""))) {
      refuse(response, FORBIDDEN, "A page of another origin may not change anything here.\n");
    } else {
      chain.proceed();
    }
  }

  private boolean known(String host) {
    return hostOf("http://" + host).filter(names::contains).isPresent();
  }

  private static boolean changes(RoutingRequest request, String path) {
    return path.startsWith("/admin") && !SAFE.contains(request.prologue().method().text());
  }

  /** Browsers send the origin with everything that may change something; programs send none. */
  private boolean foreign(RoutingRequest request, String host) {
    Optional<String> origin = request.headers().first(HeaderNames.ORIGIN);
    return origin.isPresent() && !origin.flatMap(HostCheck::authority).equals(Optional.of(host));
  }

  private static Optional<String> authority(String url) {
    try {
      return Optional.ofNullable(URI.create(url).getAuthority());
    } catch (IllegalArgumentException noUrl) {
      return Optional.empty();
    }
  }

  private static Optional<String> hostOf(String url) {
    try {
      return Optional.ofNullable(URI.create(url).getHost()).map(h -> h.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException noUrl) {
      return Optional.empty();
    }
  }

  private static String bracketed(String host) {
    return host.contains(":") && !host.startsWith("[")
        ? "[" + host + "]"
        : host.toLowerCase(Locale.ROOT);
  }

  private static String printable(String host) {
    String plain = host.replaceAll("[^A-Za-z0-9.:_\\[\\]-]", "?");
    return plain.substring(0, Math.min(plain.length(), 100));
  }

  /** The body is not read, so the connection ends with the answer. */
  private static void refuse(RoutingResponse response, int status, String text) {
    response.status(status);
    response.header("Content-Type", "text/plain; charset=utf-8");
    response.header("X-Content-Type-Options", "nosniff");
    response.header(HeaderNames.CONNECTION, "close");
    response.send(text.getBytes(StandardCharsets.UTF_8));
  }
}
