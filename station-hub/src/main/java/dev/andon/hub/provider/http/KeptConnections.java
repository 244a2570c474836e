package dev.andon.hub.provider.http;

import dev.andon.hub.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Connection;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;

/**
 * Looks at a kept connection before a request goes out on it. One that the other side has closed,
 * that lay unused longer than either side keeps it, that is so old that its address may have moved,
 * or whose host swallowed another request meanwhile is closed, and the request goes elsewhere. To
 * look costs no wait. Thread-safe.
 */
public final class KeptConnections implements Interceptor {
  /** Load balancers forget a silent connection after 60 s at the earliest. */
  public static final Duration KEEP = Duration.ofSeconds(50);

  /** A name that moved to another address is followed within this time. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final Pattern TIMEOUT =
      Pattern.compile("\\btimeout\\s*=\\s*\"?(\\d{1,6})", Pattern.CASE_INSENSITIVE);

  private final Ticker ticker;
  private final TlsSockets sockets;

  /** By host: when it last swallowed a request on a kept connection, ns. */
  private final Map<String, Long> swallowed = new ConcurrentHashMap<>();

  KeptConnections(Ticker ticker, TlsSockets sockets) {
    this.ticker = ticker;
    this.sockets = sockets;
  }

  /** What was kept for {@code host} until now is not used again. */
  void distrust(String host) {
    swallowed.put(host, ticker.nanos());
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    SentMark mark = chain.request().tag(SentMark.class);
    Connection connection = chain.connection();
    if (mark == null || connection == null) {
      return chain.proceed(chain.request());
    }
    Optional<KeptSocket> carrier = sockets.carrier(connection.socket());
    return carrier.isPresent()
        ? exchange(chain, connection, mark, carrier.get())
        : chain.proceed(chain.request());
  }

  private Response exchange(Chain chain, Connection connection, SentMark mark, KeptSocket carrier)
      throws IOException {
    String host = host(connection.route().address().url());
    if (carrier.used() && !fit(carrier, host, mark)) {
      carrier.close();
      throw new ConnectionGone();
    }
    mark.carriedBy(carrier, connection.handshake() != null, host);
    carrier.begin();
    try {
      Response response = chain.proceed(chain.request());
      limit(response).ifPresent(carrier::keepAtMost);
      return response;
    } catch (IOException lost) {
      mark.lost();
      throw lost;
    }
  }

  private boolean fit(KeptSocket carrier, String host, SentMark mark) {
    Long since = swallowed.get(host);
    return !mark.freshOnly()
        && !carrier.stale(LONGEST)
        && (since == null || carrier.lastUse() - since > 0)
        && carrier.quiet();
  }

  /** How long the other side says it keeps the connection, less a second for the way. */
  private static Optional<Duration> limit(Response response) {
    if (response.protocol() == Protocol.HTTP_1_0
        && !"keep-alive".equalsIgnoreCase(response.header("Connection", ""))) {
      return Optional.of(Duration.ZERO);
    }
    Matcher timeout = TIMEOUT.matcher(response.header("Keep-Alive", ""));
    return timeout.find() ? Optional.of(safe(Long.parseLong(timeout.group(1)))) : Optional.empty();
  }

  private static Duration safe(long seconds) {
    return seconds >= 2 ? Duration.ofSeconds(seconds - 1) : Duration.ofMillis(seconds * 500);
  }

  private static String host(HttpUrl url) {
    return url.scheme() + "://" + url.host() + ":" + url.port();
  }
}
