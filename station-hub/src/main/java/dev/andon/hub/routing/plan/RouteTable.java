package dev.andon.hub.routing.plan;

import dev.andon.hub.request.RequestLane;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * All routes. The first route that names the model and whose conditions hold answers; a {@code
 * provider/model} without a route is its own only candidate; a bare model that several providers
 * offer is drawn by the providers' weights. Immutable, thread-safe if the random generator is.
 */
public final class RouteTable {
  private final List<Route> routes;
  private final Set<String> providers;
  private final Map<String, List<Route.Weighted>> offered;

  /**
   * @param providers names of the configured providers
   * @param offered bare model names to the providers that list them
   * @throws IllegalArgumentException if a route names an unknown provider
   */
  public RouteTable(
      List<Route> routes, Set<String> providers, Map<String, List<Route.Weighted>> offered) {
    this.routes = List.copyOf(routes);
    this.providers = Set.copyOf(providers);
    this.offered = Map.copyOf(offered);
    routes.forEach(this::check);
  }

  /** Every route, in order. */
  public List<Route> routes() {
    return routes;
  }

  /** Bare model names, and who offers them; sorted. */
  public Map<String, List<Route.Weighted>> offered() {
    return new TreeMap<>(offered);
  }

  /** Every name that a route or a model list answers to. */
  public Stream<String> names() {
    return Stream.concat(
            routes.stream().flatMap(r -> r.models().stream()), offered.keySet().stream())
        .distinct()
        .sorted();
  }

  /** Who answers; empty if nobody does. */
  public Optional<RoutePlan> plan(RouteQuery asked, RandomGenerator random) {
    return routes.stream()
        .filter(route -> route.answers(asked))
        .findFirst()
        .map(route -> plan(route, asked, random))
        .or(() -> direct(asked))
        .or(() -> offered(asked, random));
  }

  /** A replay can wait, so only the live lane is hedged. */
  private static RoutePlan plan(Route route, RouteQuery asked, RandomGenerator random) {
    List<Candidate> order = new ArrayList<>(drawn(route.candidates(), random));
    order.addAll(route.fallbacks());
    return new RoutePlan(
        route.name(), order, route.hedge().filter(hedge -> asked.lane() == RequestLane.LIVE));
  }

  private Optional<RoutePlan> direct(RouteQuery asked) {
    return asked
        .model()
        .provider()
        .filter(providers::contains)
        .map(
            provider ->
                new RoutePlan(
                    "direct",
                    List.of(new Candidate(provider, asked.model().model())),
                    Optional.empty()));
  }

  private Optional<RoutePlan> offered(RouteQuery asked, RandomGenerator random) {
    return Optional.ofNullable(offered.get(asked.model().text()))
        .map(list -> new RoutePlan("offered", drawn(list, random), Optional.empty()));
  }

  /**
   * A weighted draw without putting back: each gets the key -ln(u)/weight, the smallest comes
   * first.
   *
   * <p>Source: Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006.
   */
  static List<Candidate> drawn(List<Route.Weighted> weighted, RandomGenerator random) {
    if (weighted.size() == 1) {
      return List.of(weighted.getFirst().candidate());
    }
    record Ticket(Candidate candidate, double number) {}
    return weighted.stream()
        .map(w -> new Ticket(w.candidate(), -Math.log(1 - random.nextDouble()) / w.weight()))
        .sorted(Comparator.comparingDouble(Ticket::number))
        .map(Ticket::candidate)
        .toList();
  }

  private void check(Route route) {
    Stream.concat(
            route.candidates().stream().map(Route.Weighted::candidate), route.fallbacks().stream())
        .filter(c -> !providers.contains(c.provider()))
        .findFirst()
        .ifPresent(
            c -> {
              throw new IllegalArgumentException(
                  "route "
                      + route.name()
                      + " names "
                      + c
                      + ", but there is no provider '"
                      + c.provider()
                      + "'; providers are "
                      + providers.stream().sorted().toList());
            });
  }
}
