package dev.andon.hub.gateway;

import dev.andon.hub.routing.Router;
import dev.andon.hub.routing.plan.RoutePlan;
import dev.andon.hub.routing.plan.RouteQuery;
import dev.andon.hub.routing.plan.RouteTable;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The providers and the ways to them, as one configuration describes them; replaced as a whole.
 *
 * @param random draws among weighted candidates; thread-safe
 */
public record Upstreams(RouteTable routes, Router router, RandomGenerator random) {

  /** Who may answer, in which order; empty for a model that is not known. */
  Optional<RoutePlan> plan(RouteQuery asked) {
    return routes.plan(asked, random);
  }
}
