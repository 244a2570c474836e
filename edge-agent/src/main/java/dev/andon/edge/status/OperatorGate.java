package dev.andon.edge.status;

import com.sun.net.httpserver.Headers;
import dev.andon.config.KeptToken;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Lets people to the station's pictures and golden frames. The token opens everything. Who has
 * entered it gets a cookie, which shows pictures, and in the answer itself a key, which changes
 * something once: browsers send a host's cookies to every port of it, so to programs of other
 * users, and a cookie that is stolen there changes nothing. Pages of other origins, and names that
 * are bent to this machine, are refused as by the hub. Thread-safe.
 */
public final class OperatorGate {
  private static final String BEARER = "Bearer ";
  private static final int NAME_LENGTH = 8;
  private static final int MOST_KEYS = 64;
  private static final long KEY_NANOS = 30L * 60 * 1_000_000_000;

  private final OperatorToken token;
  private final boolean loopback;
  private final boolean plain;
  private final Set<String> names;
  private final String cookie;
  private final LongSupplier nanos;
  private final Map<String, Long> keys = new LinkedHashMap<>();

  /**
   * @param plain whether a network is trusted that is not this machine's own
   */
  public OperatorGate(OperatorToken token, String host, boolean plain, LongSupplier nanos) {
    this.token = token;
    this.loopback = onLoopback(host);
    this.plain = plain;
    this.names = new HashSet<>(List.of("localhost", "127.0.0.1", "[::1]", bracketed(host)));
    this.nanos = nanos;
    this.cookie =
        "andon_"
            + token.derived("andon/station-cookie-name/1").substring(0, NAME_LENGTH)
            + "="
            + token.derived("andon/station-cookie/1");
  }

  private static boolean onLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException nowhere) {
      return false;
    }
  }

  private static String bracketed(String host) {
    return host.contains(":") && !host.startsWith("[")
        ? "[" + host.toLowerCase(Locale.ROOT) + "]"
        : host.toLowerCase(Locale.ROOT);
  }

  /** Why nobody may come in this way, whoever it is; empty where somebody may. */
  Optional<Refusal> refusal(Headers headers, boolean changes) {
    String host = first(headers, "Host");
    if (!loopback && !plain) {
      return refused(
          403,
          "Pictures are shown and golden frames made over this machine's own address only, since the"
              + " operator token would cross the network readable. Come with: ssh -L 9464:127.0.0.1:9464 STATION"
              + " and http.host: 127.0.0.1; or use ./andon enroll on the station; or write"
              + " enrolment: {plain: true} where a proxy with TLS keeps others away.");
    }
    if (loopback && !plain && !names.contains(hostOf("http://" + host).orElse(""))) {
      return refused(421, "This station's page answers to localhost and 127.0.0.1 only.");
    }
    return changes && foreign(headers, host)
        ? refused(403, "A page of another origin may not change anything here.")
        : Optional.empty();
  }

  /**
   * An answer instead of a page.
   *
   * @param says for a person
   */
  record Refusal(int status, String says) {}

  private static Optional<Refusal> refused(int status, String says) {
    return Optional.of(new Refusal(status, says));
  }

  /** Browsers send the origin with everything that may change something; programs send none. */
  private static boolean foreign(Headers headers, String host) {
    String site = first(headers, "Sec-Fetch-Site");
    if (!site.isEmpty() && !site.equals("same-origin") && !site.equals("none")) {
      return true;
    }
    String origin = first(headers, "Origin");
    return !origin.isEmpty() && !authority(origin).equals(Optional.of(host));
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

  private static String first(Headers headers, String name) {
    String value = headers.getFirst(name);
    return value == null ? "" : value.strip();
  }

  /** Whether pictures may be shown. */
  boolean mayLook(Headers headers) {
    return bearer(headers)
        || headers.getOrDefault("Cookie", List.of()).stream()
            .flatMap(all -> Stream.of(all.split(";", -1)))
            .anyMatch(one -> KeptToken.same(one.strip(), cookie));
  }

  /** Whether a program presents the token. */
  boolean bearer(Headers headers) {
    String value = first(headers, "Authorization");
    return value.startsWith(BEARER) && token.is(value.substring(BEARER.length()).strip());
  }

  /** Whether a form comes with the token, or with a key that is still good; that is used up. */
  boolean mayChange(Headers headers, FormFields form) {
    return bearer(headers) || isToken(form.first("token")) || takes(form.first("key"));
  }

  /** Whether this is the token, maybe with blanks around it from copying. */
  boolean isToken(String presented) {
    return token.is(presented.strip());
  }

  /** Shows pictures, for one session of a browser. */
  String cookie() {
    return cookie + "; Path=/; HttpOnly; SameSite=Strict";
  }

  /** Where the token is, for people at this machine. */
  String where() {
    return loopback ? token.where() : "the station's data folder or configuration";
  }

  /** A key that changes something once, within half an hour. */
  synchronized String newKey() {
    String key = KeptToken.random();
    keys.put(key, nanos.getAsLong() + KEY_NANOS);
    if (keys.size() > MOST_KEYS) {
      keys.remove(keys.keySet().iterator().next());
    }
    return key;
  }

  /** Whether a key is good; it is used up. */
  synchronized boolean takes(String key) {
    Long until = keys.remove(key);
    return until != null && nanos.getAsLong() - until < 0;
  }
}
