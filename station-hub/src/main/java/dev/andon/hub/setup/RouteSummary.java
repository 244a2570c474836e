package dev.andon.hub.setup;

import dev.andon.hub.provider.ProviderConfig;
import dev.andon.hub.provider.ProviderKeyConfig;
import dev.andon.hub.routing.plan.Route;
import dev.andon.hub.routing.plan.RouteTable;
import dev.andon.hub.routing.plan.RouteTables;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Providers and routes in words, in the order in which they are asked. */
final class RouteSummary {
  private final Map<String, ProviderConfig> providers;
  private final RouteTable table;

  /**
   * Makes the routes.
   *
   * @throws IllegalArgumentException naming the route and what is wrong with it
   */
  RouteSummary(HubConfig config) {
    this.providers = config.providersOrNone();
    this.table = RouteTables.make(providers, config.routesOrNone(), config.fallbacksOrNone());
  }

  RouteTable table() {
    return table;
  }

  void addTo(List<String> lines) {
    if (providers.isEmpty()) {
      lines.add("No providers: every model is refused as unknown");
      return;
    }
    lines.add("Providers:");
    providers.forEach((name, provider) -> lines.add("  " + provider(name, provider)));
    lines.add("Routes, the first that fits answers:");
    table.routes().forEach(route -> lines.add("  " + route(route)));
    table.offered().forEach((model, list) -> lines.add("  " + offered(model, list)));
    providers
        .keySet()
        .forEach(name -> lines.add("  any other " + name + "/MODEL goes to " + name + " alone"));
  }

  private static String provider(String name, ProviderConfig provider) {
    return name
        + " speaks "
        + provider.kindOf(name).name().toLowerCase(Locale.ROOT)
        + provider.baseUrl().map(url -> " at " + url).orElse("")
        + keys(provider.keys().orElse(List.of()));
  }

  /** Names of keys, never keys. */
  private static String keys(List<ProviderKeyConfig> keys) {
    if (keys.isEmpty()) {
      return ", without a key";
    }
    double sum = keys.stream().mapToDouble(RouteSummary::weight).sum();
    String names =
        IntStream.range(0, keys.size())
            .mapToObj(i -> key(keys.get(i), i + 1, keys.size() == 1 ? 0 : sum))
            .collect(Collectors.joining(", "));
    return (keys.size() == 1 ? ", key " : ", keys drawn by weight: ") + names;
  }

  private static String key(ProviderKeyConfig key, int position, double sum) {
    List<String> more = new ArrayList<>();
    if (sum > 0) {
      more.add(percent(weight(key), sum));
    }
    key.region().ifPresent(region -> more.add("region " + region));
    key.models().ifPresent(models -> more.add("for " + String.join(", ", models)));
    key.account().ifPresent(account -> more.add("account " + account));
    return key.labelAt(position) + (more.isEmpty() ? "" : " (" + String.join("; ", more) + ")");
  }

  private static double weight(ProviderKeyConfig key) {
    return key.weight().orElse(1.0);
  }

  private static String route(Route route) {
    boolean named = !route.models().equals(java.util.Set.of(route.name()));
    return (named ? route.name() + ": " : "")
        + "whoever asks for "
        + joined(route.models(), " or ")
        + when(route.conditions())
        + " gets "
        + drawn(route.candidates())
        + route.fallbacks().stream().map(c -> ", then " + c).collect(Collectors.joining())
        + hedge(route);
  }

  private static String hedge(Route route) {
    return route
        .hedge()
        .map(h -> "; a live escalation asks the second after " + h.after().toMillis() + " ms")
        .orElse("");
  }

  private static String when(Route.Conditions conditions) {
    List<String> parts = new ArrayList<>();
    if (!conditions.keys().isEmpty()) {
      parts.add("with key " + joined(conditions.keys(), " or "));
    }
    if (!conditions.lines().isEmpty()) {
      parts.add("from line " + joined(conditions.lines(), " or "));
    }
    if (!conditions.variants().isEmpty()) {
      parts.add("about variant " + joined(conditions.variants(), " or "));
    }
    conditions
        .lane()
        .ifPresent(lane -> parts.add("in the " + lane.name().toLowerCase(Locale.ROOT) + " lane"));
    return parts.isEmpty() ? "" : " " + String.join(" ", parts);
  }

  private static String offered(String model, List<Route.Weighted> list) {
    return "whoever asks for " + model + " without a provider gets " + drawn(list);
  }

  private static String drawn(List<Route.Weighted> all) {
    double sum = all.stream().mapToDouble(Route.Weighted::weight).sum();
    return all.stream()
        .map(
            one ->
                all.size() == 1
                    ? one.candidate().toString()
                    : one.candidate() + " (" + percent(one.weight(), sum) + ")")
        .collect(Collectors.joining(" or "));
  }

  /** What the providers' weights are for, where nothing makes use of them. */
  Optional<String> idleWeights() {
    boolean weighted = providers.values().stream().anyMatch(p -> p.weight().isPresent());
    boolean used =
        table.offered().values().stream().anyMatch(list -> list.size() > 1)
            || table.routes().stream().anyMatch(route -> route.candidates().size() > 1);
    return weighted && !used
        ? Optional.of(
            "the providers' weights decide nothing here: they share out a model that is asked for"
                + " without a provider and that several providers list under models")
        : Optional.empty();
  }

  private static String percent(double weight, double sum) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * weight / sum);
  }

  private static String joined(Collection<String> names, String by) {
    return names.stream().sorted().collect(Collectors.joining(by));
  }
}
