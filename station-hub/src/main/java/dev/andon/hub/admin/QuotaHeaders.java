package dev.andon.hub.admin;

import dev.andon.hub.account.Keys;
import dev.andon.hub.account.VirtualKey;
import dev.andon.hub.billing.Billing;
import dev.andon.hub.budget.BudgetStatus;
import dev.andon.hub.http.Callers;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.Checked;
import dev.andon.hub.store.StoreException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What is left of the caller's tightest budget, as headers of every answer under {@code /v1}: of
 * all caps above its key, the one of which the smallest share is left when the answer begins.
 * Thread-safe.
 */
public final class QuotaHeaders implements Filter {
  private static final HeaderName SCOPE = HeaderNames.create("x-andon-budget");
  private static final HeaderName LIMIT = HeaderNames.create("x-andon-budget-limit");
  private static final HeaderName LEFT = HeaderNames.create("x-andon-budget-left");
  private static final HeaderName RESETS = HeaderNames.create("x-andon-budget-resets-at");

  private final Keys keys;
  private final Billing billing;

  public QuotaHeaders(Keys keys, Billing billing) {
    this.keys = keys;
    this.billing = billing;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (request.path().path().startsWith("/v1/")
        && Callers.caller(request.headers()) instanceof Caller.Presented caller) {
      response.beforeSend(() -> write(caller.key(), response));
    }
    chain.proceed();
  }

  private void write(String presented, RoutingResponse response) {
    if (keys.find(presented) instanceof Checked.Go<VirtualKey>(VirtualKey key)) {
      standing(key).stream()
          .min(Comparator.comparingDouble(QuotaHeaders::share))
          .ifPresent(tightest -> write(tightest, response));
    }
  }

  /** An answer goes out without these headers rather than not at all. */
  private List<BudgetStatus> standing(VirtualKey key) {
    try {
      return billing.standing(key.owners());
    } catch (StoreException outage) {
      return List.of();
    }
  }

  private static void write(BudgetStatus tightest, RoutingResponse response) {
    response.header(SCOPE, tightest.rule().id());
    response.header(LIMIT, tightest.stop().toString());
    response.header(LEFT, tightest.left().toString());
    tightest.resetsAt().map(Instant::toString).ifPresent(at -> response.header(RESETS, at));
  }

  private static double share(BudgetStatus standing) {
    return standing.stop().isZero()
        ? 0
        : standing.left().micros() / (double) standing.stop().micros();
  }
}
