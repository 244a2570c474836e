package dev.andon.hub.routing.plan;

import java.util.List;

/**
 * A fallback chain, as the configuration writes it.
 *
 * @param model {@code provider/model} that is asked for
 * @param next who is asked when it fails, in this order
 */
public record FallbackConfig(String model, List<String> next) {
  public FallbackConfig {
    Candidate.parse(model);
    next = List.copyOf(next);
    next.forEach(Candidate::parse);
  }
}
