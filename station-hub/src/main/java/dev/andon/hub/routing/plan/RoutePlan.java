package dev.andon.hub.routing.plan;

import java.util.List;
import java.util.Optional;

/**
 * The candidates of one request in the order in which they are asked.
 *
 * @param route the route's name
 * @param candidates at least one, each once
 */
public record RoutePlan(String route, List<Candidate> candidates, Optional<Hedge> hedge) {
  public RoutePlan {
    candidates = candidates.stream().distinct().toList();
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("the plan of route " + route + " has no candidate");
    }
  }
}
