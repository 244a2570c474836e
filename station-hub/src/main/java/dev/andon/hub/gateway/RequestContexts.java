package dev.andon.hub.gateway;

import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.time.Ticker;
import java.time.InstantSource;

/**
 * Opens the context of each request. Thread-safe.
 *
 * @param log hears of each request once, when it has ended
 */
public record RequestContexts(
    RequestLog log, GatewaySettings settings, InstantSource clock, Ticker ticker) {

  RequestContext open(GatewayRequest request) {
    return new RequestContext(request, this);
  }
}
