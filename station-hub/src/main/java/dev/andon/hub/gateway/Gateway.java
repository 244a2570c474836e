package dev.andon.hub.gateway;

import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.GatewayRequest;

/**
 * The one way to a provider, for every door. Thread-safe; blocks the calling (virtual) thread until
 * there is an outcome.
 */
public interface Gateway {

  /**
   * Handles one request within its deadline. Expected outcomes are returned, never thrown; an
   * interrupt cancels what is in flight and gives {@code Failed(CANCELLED)}.
   */
  GatewayOutcome handle(GatewayRequest request);
}
