package dev.andon.hub.gateway;

import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.Trail;

/** Remembers what became of requests. Thread-safe; must not make the caller wait for a disk. */
@FunctionalInterface
public interface RequestLog {

  /**
   * A request has ended; a stream, when its last event is out.
   *
   * @param outcome one word: {@code answered}, {@code streamed}, or the refusal's or failure's code
   */
  void ended(GatewayRequest request, String outcome, Trail trail);

  /** Remembers nothing. */
  static RequestLog none() {
    return (request, outcome, trail) -> {};
  }
}
