package dev.andon.hub.http;

import dev.andon.hub.money.Money;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.request.Trail;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.util.Locale;

/** The {@code x-andon-*} headers: what became of a request, on its answer. */
public final class TrailHeaders {
  private static final HeaderName ID = HeaderNames.create("x-andon-id");
  private static final HeaderName REQUEST_ID = HeaderNames.create("x-request-id");
  private static final HeaderName PROVIDER = HeaderNames.create("x-andon-provider");
  private static final HeaderName MODEL = HeaderNames.create("x-andon-model");
  private static final HeaderName ROUTE = HeaderNames.create("x-andon-route");
  private static final HeaderName ATTEMPTS = HeaderNames.create("x-andon-attempts");
  private static final HeaderName FALLBACKS = HeaderNames.create("x-andon-fallbacks");
  private static final HeaderName CACHE = HeaderNames.create("x-andon-cache");
  private static final HeaderName COST = HeaderNames.create("x-andon-cost");
  private static final HeaderName DURATION = HeaderNames.create("x-andon-duration-ms");
  private static final HeaderName OVERHEAD = HeaderNames.create("x-andon-overhead-ms");

  private TrailHeaders() {}

  /** The id alone: {@code andon explain ID} shows the rest. */
  public static void id(ServerResponse response, RequestId id) {
    response.header(ID, id.toString());
    response.header(REQUEST_ID, id.toString());
  }

  /** Everything known when the answer begins. */
  public static void write(ServerResponse response, Trail trail, boolean complete) {
    id(response, trail.request());
    trail
        .answering()
        .map(Trail.Attempt::candidate)
        .ifPresent(candidate -> candidate(response, candidate));
    trail.route().ifPresent(route -> response.header(ROUTE, headerSafe(route)));
    response.header(ATTEMPTS, Integer.toString(trail.attempts().size()));
    response.header(FALLBACKS, Long.toString(trail.fallbacks()));
    response.header(CACHE, trail.cache().status().name().toLowerCase(Locale.ROOT));
    if (complete) {
      trail.cost().map(Money::toString).ifPresent(cost -> response.header(COST, cost));
      response.header(DURATION, milliseconds(trail.took().toNanos()));
      response.header(OVERHEAD, milliseconds(trail.took().minus(trail.upstream()).toNanos()));
    }
  }

  private static void candidate(ServerResponse response, String candidate) {
    int slash = candidate.indexOf('/');
    if (slash > 0) {
      response.header(PROVIDER, headerSafe(candidate.substring(0, slash)));
    }
    response.header(MODEL, headerSafe(candidate.substring(slash + 1)));
  }

  private static String milliseconds(long nanos) {
    long micros = Math.max(0, nanos + 500) / 1_000;
    String behindPoint = Long.toString(1_000 + micros % 1_000).substring(1);
    return micros / 1_000 + "." + behindPoint;
  }

  /** Names come from the configuration and may hold anything; headers may not. */
  private static String headerSafe(String text) {
    char[] safe = text.toCharArray();
    for (int i = 0; i < safe.length; i++) {
      safe[i] = safe[i] > 0x20 && safe[i] < 0x7f ? safe[i] : '_';
    }
    return new String(safe);
  }
}
