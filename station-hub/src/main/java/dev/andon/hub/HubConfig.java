package dev.andon.hub;

import dev.andon.config.Secret;
import dev.andon.hub.budget.BudgetConfig;
import dev.andon.hub.budget.StormConfig;
import dev.andon.hub.cache.CacheConfig;
import dev.andon.hub.gateway.TelemetryConfig;
import dev.andon.hub.http.HttpConfig;
import dev.andon.hub.ingest.AccessList;
import dev.andon.hub.ingest.IngestConfig;
import dev.andon.hub.ingest.MqttConfig;
import dev.andon.hub.provider.ProviderConfig;
import dev.andon.hub.routing.FallbackConfig;
import dev.andon.hub.routing.RouteConfig;
import dev.andon.hub.routing.RoutingConfig;
import dev.andon.hub.routing.RoutingPolicy;
import dev.andon.hub.till.AccountConfig;
import dev.andon.hub.till.Accounts;
import dev.andon.hub.till.KeyConfig;
import dev.andon.hub.till.PlantConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The whole of {@code hub.yaml}. Every block belongs to the feature that is named in its type.
 *
 * @param plant default: a plant called {@code plant-1}
 * @param data the folder of the hub's files, relative to the configuration's; default {@code data}
 * @param http the HTTP doors
 * @param mqtt the broker; without it and {@code escalations} the hub is a gateway only
 * @param escalations how stations' frames are judged
 * @param cache the exact cache
 * @param providers by name
 * @param routes asked in order, before {@code fallbacks}
 * @param fallbacks chains in short
 * @param routing retries, limits and breakers; default: see docs/routing.md
 * @param telemetry where spans are sent; default nowhere
 * @param lines who pays
 * @param stations who pays
 * @param teams who pays
 * @param customers who pays
 * @param virtualKeys who may ask
 * @param budgets caps that name their owner
 * @param identicalRequests when a client that repeats itself is stopped
 * @param priceBook the price book's file, relative to the configuration's folder; default {@code
 *     prices.yaml}
 * @param exchangeRates amounts of the plant's currency for one unit of another
 * @param deadline for requests that bring none and whose key has none; default 2m
 * @param keepRequests how long the request log is kept; default 30d
 * @param alertWebhook where budget alerts are posted; default none, they are rows and log lines
 */
public record HubConfig(
    Optional<PlantConfig> plant,
    Optional<Path> data,
    Optional<HttpConfig> http,
    Optional<MqttConfig> mqtt,
    Optional<IngestConfig> escalations,
    Optional<CacheConfig> cache,
    Optional<Map<String, ProviderConfig>> providers,
    Optional<List<RouteConfig>> routes,
    Optional<List<FallbackConfig>> fallbacks,
    Optional<RoutingConfig> routing,
    Optional<TelemetryConfig> telemetry,
    Optional<List<AccountConfig>> lines,
    Optional<List<AccountConfig>> stations,
    Optional<List<AccountConfig>> teams,
    Optional<List<AccountConfig>> customers,
    Optional<List<KeyConfig>> virtualKeys,
    Optional<List<BudgetConfig>> budgets,
    Optional<StormConfig> identicalRequests,
    Optional<Path> priceBook,
    Optional<List<RateConfig>> exchangeRates,
    Optional<Duration> deadline,
    Optional<Duration> keepRequests,
    Optional<URI> alertWebhook) {

  /**
   * One dated exchange rate.
   *
   * @param from the other currency
   * @param since first day it counts
   * @param rate amount of the plant's currency for one unit
   */
  public record RateConfig(String from, java.time.LocalDate since, java.math.BigDecimal rate) {}

  public HubConfig {
    if (mqtt.isPresent() != escalations.isPresent()) {
      throw new IllegalArgumentException(
          "mqtt and escalations belong together: write both, or neither for a gateway without"
              + " stations");
    }
    mqtt.filter(m -> m.users().isPresent()).ifPresent(m -> checkUsers(m.users().get()));
  }

  private void checkUsers(Map<String, Secret> users) {
    Set<String> known = accessList().stations().keySet();
    for (String user : users.keySet()) {
      if (!known.contains(user)) {
        throw new IllegalArgumentException(
            "mqtt.users names "
                + user
                + ", which is LINE.STATION of no station of this file; known: "
                + new TreeSet<>(known));
      }
    }
  }

  /** Who may do what at the broker, from the stations that are named. */
  AccessList accessList() {
    String name = "andon-hub-" + plantOrDefault().id();
    Optional<String> user = mqtt.flatMap(MqttConfig::username);
    return AccessList.of(
        plantOrDefault().id(),
        user.orElse("andon-hub"),
        mqtt.flatMap(MqttConfig::clientId).orElse(name),
        stations.orElse(List.of()));
  }

  PlantConfig plantOrDefault() {
    return plant.orElseGet(
        () ->
            new PlantConfig(
                "plant-1", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  HttpConfig httpOrDefault() {
    return http.orElse(HttpConfig.DEFAULT);
  }

  Map<String, ProviderConfig> providersOrNone() {
    return providers.orElse(Map.of());
  }

  List<RouteConfig> routesOrNone() {
    return routes.orElse(List.of());
  }

  RoutingPolicy routingPolicy() {
    return routing.map(RoutingConfig::policy).orElse(RoutingPolicy.DEFAULT);
  }

  List<FallbackConfig> fallbacksOrNone() {
    return fallbacks.orElse(List.of());
  }

  Accounts accounts() {
    return Accounts.of(
        new Accounts.Sections(
            plantOrDefault(),
            lines.orElse(List.of()),
            stations.orElse(List.of()),
            teams.orElse(List.of()),
            customers.orElse(List.of()),
            virtualKeys.orElse(List.of()),
            budgets.orElse(List.of())));
  }

  /** Whether another configuration has the same of what is taken at a start only. */
  boolean startsLike(HubConfig other) {
    return plant.equals(other.plant)
        && data.equals(other.data)
        && http.equals(other.http)
        && sameBroker(other)
        && escalations.equals(other.escalations)
        && cache.equals(other.cache)
        && telemetry.equals(other.telemetry)
        && identicalRequests.equals(other.identicalRequests);
  }

  /** A broker of its own may change: the link is made anew. */
  private boolean sameBroker(HubConfig other) {
    return mqtt.equals(other.mqtt)
        || (mqtt.filter(m -> !m.isEmbedded()).isPresent()
            && other.mqtt.filter(m -> !m.isEmbedded()).isPresent());
  }

  Path dataFolder(Path folder) {
    return folder.resolve(data.orElse(Path.of("data")));
  }
}
