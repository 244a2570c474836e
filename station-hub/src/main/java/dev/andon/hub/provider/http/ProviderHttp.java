package dev.andon.hub.provider.http;

import dev.andon.hub.provider.api.AttemptLimits;
import dev.andon.hub.time.Ticker;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;

/**
 * The one HTTP client that all providers share. Limits are kept by {@link AttemptWatch}, so the
 * client's own are off; redirects are not followed, as they could carry a key away; HTTP/1.1 only,
 * so that a broken connection breaks one attempt and large uploads do not wait for HTTP/2 windows.
 * Thread-safe.
 */
public final class ProviderHttp implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 1024;
  private static final int KEEP_ALIVE_MINUTES = 5;

  private final AttemptWatch watch;
  private final InstantSource wallClock;
  private final KeptConnections kept;
  private final OkHttpClient client;

  /**
   * @param ticker the monotonic clock
   * @param wallClock for providers that name a date to wait for
   */
  public ProviderHttp(Ticker ticker, InstantSource wallClock) {
    this(ticker, wallClock, new OkHttpClient());
  }

  /** With a client that trusts other certificates, for tests and private providers. */
  public ProviderHttp(Ticker ticker, InstantSource wallClock, OkHttpClient base) {
    this.watch = new AttemptWatch(ticker);
    this.wallClock = wallClock;
    TlsSockets sockets = new TlsSockets(base.sslSocketFactory());
    this.kept = new KeptConnections(ticker, sockets);
    this.client = tuned(base, ticker, sockets, kept);
  }

  /** Sends {@code request} and waits for its headers or failure; does not throw. */
  Transfer send(Request request, AttemptLimits limits) {
    SentMark mark = new SentMark();
    Call call = client.newCall(request.newBuilder().tag(SentMark.class, mark).build());
    return new Transfer(call, watch, mark, limits, kept);
  }

  public InstantSource wallClock() {
    return wallClock;
  }

  @Override
  public void close() {
    watch.close();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  private static OkHttpClient tuned(
      OkHttpClient base, Ticker ticker, TlsSockets sockets, KeptConnections kept) {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(Integer.MAX_VALUE);
    dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
    return base.newBuilder()
        .socketFactory(new TunedSocketFactory(ticker, KeptConnections.KEEP))
        .sslSocketFactory(sockets, Objects.requireNonNull(base.x509TrustManager()))
        .addNetworkInterceptor(kept)
        .connectionPool(PoolUpkeep.pool(MAX_CONNECTIONS, KEEP_ALIVE_MINUTES))
        .dispatcher(dispatcher)
        .protocols(List.of(Protocol.HTTP_1_1))
        .followRedirects(false)
        .followSslRedirects(false)
        .connectTimeout(0, TimeUnit.MILLISECONDS)
        .readTimeout(0, TimeUnit.MILLISECONDS)
        .writeTimeout(0, TimeUnit.MILLISECONDS)
        .eventListenerFactory(ProviderHttp::listener)
        .build();
  }

  private static EventListener listener(Call call) {
    SentMark mark = call.request().tag(SentMark.class);
    return mark == null ? EventListener.NONE : mark;
  }
}
