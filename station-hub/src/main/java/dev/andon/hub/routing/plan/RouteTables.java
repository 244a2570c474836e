package dev.andon.hub.routing.plan;

import dev.andon.hub.provider.ProviderConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the route table from its configuration: {@code routes} first, then {@code fallbacks}. */
public final class RouteTables {
  private final Map<String, ProviderConfig> providers;

  private RouteTables(Map<String, ProviderConfig> providers) {
    this.providers = providers;
  }

  /**
   * The table.
   *
   * @throws IllegalArgumentException naming the route and what is wrong with it
   */
  public static RouteTable make(
      Map<String, ProviderConfig> providers,
      List<RouteConfig> routes,
      List<FallbackConfig> fallbacks) {
    RouteTables tables = new RouteTables(providers);
    List<Route> all = new ArrayList<>();
    routes.forEach(route -> all.addAll(tables.routes(route)));
    fallbacks.forEach(fallback -> all.add(tables.route(fallback)));
    return new RouteTable(all, providers.keySet(), tables.offered());
  }

  private List<Route> routes(RouteConfig config) {
    String name = config.name().orElse(config.models().getFirst());
    if (config.candidates().isPresent()) {
      return List.of(route(name, Set.copyOf(config.models()), weighted(config), config));
    }
    return config.models().stream()
        .map(
            model ->
                route(name, Set.of(model), List.of(weighted(CandidateConfig.of(model))), config))
        .toList();
  }

  private static Route route(
      String name, Set<String> models, List<Route.Weighted> candidates, RouteConfig config) {
    return new Route(
        name,
        models,
        conditions(config),
        candidates,
        config.fallbacks().orElse(List.of()).stream().map(Candidate::parse).toList(),
        config.hedgeAfter().map(Hedge::new));
  }

  private Route route(FallbackConfig config) {
    return new Route(
        config.model(),
        Set.of(config.model()),
        Route.Conditions.ALWAYS,
        List.of(weighted(CandidateConfig.of(config.model()))),
        config.next().stream().map(Candidate::parse).toList(),
        Optional.empty());
  }

  private List<Route.Weighted> weighted(RouteConfig config) {
    return config.candidates().orElse(List.of()).stream().map(this::weighted).toList();
  }

  private Route.Weighted weighted(CandidateConfig config) {
    Candidate candidate = Candidate.parse(config.model());
    return new Route.Weighted(
        candidate, config.weight().orElseGet(() -> weight(candidate.provider())));
  }

  private double weight(String provider) {
    ProviderConfig config = providers.get(provider);
    return config == null ? 1.0 : config.weight().orElse(1.0);
  }

  private static Route.Conditions conditions(RouteConfig config) {
    return config
        .when()
        .map(
            when ->
                new Route.Conditions(
                    set(when.keys()), set(when.lines()), set(when.variants()), when.lane()))
        .orElse(Route.Conditions.ALWAYS);
  }

  private static Set<String> set(Optional<List<String>> list) {
    return Set.copyOf(list.orElse(List.of()));
  }

  private Map<String, List<Route.Weighted>> offered() {
    Map<String, List<Route.Weighted>> offered = new HashMap<>();
    providers.forEach(
        (name, config) ->
            config
                .models()
                .orElse(List.of())
                .forEach(
                    model ->
                        offered
                            .computeIfAbsent(model, m -> new ArrayList<>())
                            .add(
                                new Route.Weighted(
                                    new Candidate(name, model), config.weight().orElse(1.0)))));
    return offered;
  }
}
