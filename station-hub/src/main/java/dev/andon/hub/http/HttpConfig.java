package dev.andon.hub.http;

import dev.andon.config.ByteSize;
import dev.andon.config.KeptToken;
import dev.andon.config.Secret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The {@code http} block: where callers reach the hub and how much they may send.
 *
 * @param host the address to listen on; default 127.0.0.1
 * @param port 0 takes any free one; default 8080
 * @param maxBody the largest request body; default 20MB
 * @param maxInFlight all bodies being handled together; above it callers get 503; default 3/8 of
 *     the heap, at most 256MB and at least one body
 * @param bodyTimeout how long a body may take to arrive; default 30s
 * @param idleTimeout silence after which a connection is closed; default 75s
 * @param maxConnections TCP connections at once; default 10000
 * @param budgetStatus the status for spent money: 402, or 429 for clients that know only that;
 *     default 402
 * @param adminToken opens the page, {@code /admin} and {@code /metrics}; default the one that the
 *     hub makes at its first start in its data folder
 * @param open whether these are open to every user and program of this machine, for trials; on
 *     loopback only, default false
 * @param tls HTTPS; default none, which others than loopback must not be offered
 * @param plain whether HTTP without TLS may be offered to other machines all the same, as behind a
 *     proxy of the plant or inside a container; default false
 * @param hosts further names that the hub is called by; where it listens on loopback or one is
 *     written, only requests that name one of them, {@code localhost} or the address it listens on
 *     are answered
 */
public record HttpConfig(
    Optional<String> host,
    Optional<Integer> port,
    Optional<ByteSize> maxBody,
    Optional<ByteSize> maxInFlight,
    Optional<Duration> bodyTimeout,
    Optional<Duration> idleTimeout,
    Optional<Integer> maxConnections,
    Optional<Integer> budgetStatus,
    Optional<Secret> adminToken,
    Optional<Boolean> open,
    Optional<HttpTlsConfig> tls,
    Optional<Boolean> plain,
    Optional<List<String>> hosts) {
  private static final long DEFAULT_BODY = 20_000_000;
  private static final long MOST_IN_FLIGHT = 256_000_000;
  private static final long LARGEST_BODY = 1L << 30;

  /** Everything at its default. */
  public static final HttpConfig DEFAULT =
      new HttpConfig(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public HttpConfig {
    int p = port.orElse(8080);
    if (p < 0 || p > 65_535) {
      throw new IllegalArgumentException("http.port must be 0 to 65535, but is " + p);
    }
    long body = maxBody.map(ByteSize::bytes).orElse(DEFAULT_BODY);
    long inFlight = maxInFlight.map(ByteSize::bytes).orElse(body);
    if (body < 1_024 || body > LARGEST_BODY) {
      throw new IllegalArgumentException("http.max_body must be 1KiB to 1GiB, but is " + body);
    }
    if (inFlight < body) {
      throw new IllegalArgumentException(
          "http.max_in_flight (" + inFlight + ") must not be below http.max_body (" + body + ")");
    }
    int money = budgetStatus.orElse(402);
    if (money != 402 && money != 429) {
      throw new IllegalArgumentException("http.budget_status must be 402 or 429, not " + money);
    }
    adminToken.map(Secret::text).ifPresent(HttpConfig::checkToken);
    if (open.orElse(false)) {
      checkOpen(host.orElse("127.0.0.1"), adminToken.isPresent());
    }
    if (tls.isEmpty() && !plain.orElse(false) && !loopback(host.orElse("127.0.0.1"))) {
      throw new IllegalArgumentException(
          "http.tls is required where http.host ("
              + host.orElse("")
              + ") is not a loopback address: keys and pictures would cross the network readable;"
              + " write tls: {cert_file: hub.pem, key_file: hub.key}, or plain: true where a proxy"
              + " or a container keeps others away");
    }
    for (String name : hosts.orElse(List.of())) {
      if (!name.matches("[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:]+]")) {
        throw new IllegalArgumentException(
            "http.hosts has names without scheme and port, such as hub.plant.internal, not '"
                + name
                + "'");
      }
    }
  }

  private static void checkToken(String text) {
    if (!isToken(text)) {
      throw new IllegalArgumentException(
          "http.admin_token must be 16 to 512 visible characters without blanks, but has "
              + text.length()
              + "; make one with: openssl rand -hex 32");
    }
  }

  private static void checkOpen(String host, boolean token) {
    if (!loopback(host)) {
      throw new IllegalArgumentException(
          "http.open is for trials on a loopback address, but http.host is "
              + host
              + "; leave it out, and the token is in the data folder");
    }
    if (token) {
      throw new IllegalArgumentException(
          "http.open: true lets everybody in, and http.admin_token does not; leave one of them out");
    }
  }

  /** Whether a text can be an admin token: 16 to 512 characters of ASCII, none of them a blank. */
  public static boolean isToken(String text) {
    return KeptToken.fits(text);
  }

  /** Whether no other machine reaches it. */
  public boolean onLoopback() {
    return loopback(hostName());
  }

  /** Whether the page, {@code /admin} and {@code /metrics} are open to everybody. */
  public boolean isOpen() {
    return open.orElse(false);
  }

  public String hostName() {
    return host.orElse("127.0.0.1");
  }

  public int portNumber() {
    return port.orElse(8080);
  }

  /** Bytes. */
  public int bodyBytes() {
    return Math.toIntExact(maxBody.map(ByteSize::bytes).orElse(DEFAULT_BODY));
  }

  /** Bytes: by default three eighths of this process's heap, which bodies must never fill. */
  public long inFlightBytes() {
    long share = Runtime.getRuntime().maxMemory() / 8 * 3;
    return maxInFlight
        .map(ByteSize::bytes)
        .orElse(Math.max(bodyBytes(), Math.min(MOST_IN_FLIGHT, share)));
  }

  public Duration bodyLimit() {
    return bodyTimeout.orElse(Duration.ofSeconds(30));
  }

  public Duration idleLimit() {
    return idleTimeout.orElse(Duration.ofSeconds(75));
  }

  boolean moneyIsRate() {
    return budgetStatus.orElse(402) == 429;
  }

  public int connections() {
    return maxConnections.orElse(10_000);
  }

  private static boolean loopback(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    boolean numeric = host.matches("[0-9.]+") || host.contains(":");
    try {
      return numeric && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException noAddress) {
      return false;
    }
  }
}
