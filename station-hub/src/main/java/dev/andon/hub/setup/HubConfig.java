package dev.andon.hub.setup;

import dev.andon.config.Secret;
import dev.andon.hub.account.AccountConfig;
import dev.andon.hub.account.Accounts;
import dev.andon.hub.account.PlantConfig;
import dev.andon.hub.account.Roster;
import dev.andon.hub.account.VirtualKeyConfig;
import dev.andon.hub.budget.BudgetConfig;
import dev.andon.hub.cache.CacheConfig;
import dev.andon.hub.http.HttpConfig;
import dev.andon.hub.ingest.IngestConfig;
import dev.andon.hub.ingest.mqtt.MqttConfig;
import dev.andon.hub.ingest.station.AccessList;
import dev.andon.hub.ingest.station.InflowConfig;
import dev.andon.hub.provider.ProviderConfig;
import dev.andon.hub.ratelimit.StormConfig;
import dev.andon.hub.routing.plan.FallbackConfig;
import dev.andon.hub.routing.plan.RouteConfig;
import dev.andon.hub.routing.plan.RoutingConfig;
import dev.andon.hub.routing.plan.RoutingPolicy;
import dev.andon.hub.telemetry.TelemetryConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The whole of {@code hub.yaml}. Every block belongs to the feature that is named in its type.
 *
 * @param plant default: a plant called {@code plant-1}
 * @param data the folder of the hub's files, relative to the configuration's; default {@code data}
 * @param http the HTTP doors
 * @param mqtt the broker; without it and {@code escalations} the hub is a gateway only
 * @param escalations how stations' frames are judged
 * @param stationRate how much one station may send a second
 * @param cache the exact cache
 * @param providers by name
 * @param routes asked in order, before {@code fallbacks}
 * @param fallbacks chains in short
 * @param routing retries, limits and breakers; default: see docs/routing.md
 * @param telemetry where spans are sent; default nowhere
 * @param lines who pays
 * @param stations who pays; as soon as one is named, no other is served
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
    Optional<InflowConfig> stationRate,
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
    Optional<List<VirtualKeyConfig>> virtualKeys,
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
  public AccessList accessList() {
    String name = "andon-hub-" + plantOrDefault().id();
    Optional<String> user = mqtt.flatMap(MqttConfig::username);
    return AccessList.of(
        plantOrDefault().id(),
        user.orElse("andon-hub"),
        mqtt.flatMap(MqttConfig::clientId).orElse(name),
        stations.orElse(List.of()));
  }

  public PlantConfig plantOrDefault() {
    return plant.orElseGet(
        () ->
            new PlantConfig(
                "plant-1", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  public HttpConfig httpOrDefault() {
    return http.orElse(HttpConfig.DEFAULT);
  }

  public Map<String, ProviderConfig> providersOrNone() {
    return providers.orElse(Map.of());
  }

  public List<RouteConfig> routesOrNone() {
    return routes.orElse(List.of());
  }

  public RoutingPolicy routingPolicy() {
    return routing.map(RoutingConfig::policy).orElse(RoutingPolicy.DEFAULT);
  }

  public List<FallbackConfig> fallbacksOrNone() {
    return fallbacks.orElse(List.of());
  }

  public Accounts accounts() {
    return Accounts.of(sections());
  }

  /** Which stations are served. */
  public Roster roster() {
    return sections().roster();
  }

  public InflowConfig inflow() {
    return stationRate.orElse(InflowConfig.DEFAULT);
  }

  private Accounts.Sections sections() {
    return new Accounts.Sections(
        plantOrDefault(),
        lines.orElse(List.of()),
        stations.orElse(List.of()),
        teams.orElse(List.of()),
        customers.orElse(List.of()),
        virtualKeys.orElse(List.of()),
        budgets.orElse(List.of()));
  }

  /**
   * The keys of the YAML, each with what it says. {@link #AT_START} and {@link #LIVE} name them all
   * between them; a test holds that.
   */
  public static final Map<String, Function<HubConfig, Object>> AT_START =
      inOrder(
          entry("plant", HubConfig::plant),
          entry("data", HubConfig::data),
          entry("http", HubConfig::http),
          entry("mqtt", config -> config.mqtt.map(HubConfig::takenAtStart)),
          entry("escalations", HubConfig::escalations),
          entry("station_rate", HubConfig::stationRate),
          entry("cache", HubConfig::cache),
          entry("telemetry", HubConfig::telemetry),
          entry("identical_requests", HubConfig::identicalRequests),
          entry("deadline", HubConfig::deadline),
          entry("keep_requests", HubConfig::keepRequests),
          entry("alert_webhook", HubConfig::alertWebhook));

  /** Keys of the YAML that a running hub takes from a changed file. */
  public static final Set<String> LIVE =
      Set.of(
          "providers",
          "routes",
          "fallbacks",
          "routing",
          "lines",
          "stations",
          "teams",
          "customers",
          "virtual_keys",
          "budgets",
          "price_book",
          "exchange_rates");

  @SafeVarargs
  private static Map<String, Function<HubConfig, Object>> inOrder(
      Map.Entry<String, Function<HubConfig, Object>>... entries) {
    Map<String, Function<HubConfig, Object>> keys = new LinkedHashMap<>();
    for (Map.Entry<String, Function<HubConfig, Object>> entry : entries) {
      keys.put(entry.getKey(), entry.getValue());
    }
    return Collections.unmodifiableMap(keys);
  }

  private static Map.Entry<String, Function<HubConfig, Object>> entry(
      String key, Function<HubConfig, Object> value) {
    return Map.entry(key, value);
  }

  /** The way to a broker of its own may change: the link is made anew. */
  private static Object takenAtStart(MqttConfig mqtt) {
    return mqtt.isEmbedded() ? mqtt : "a broker of its own";
  }

  /** Keys whose change in {@code other} waits for the next start, in the order of the YAML. */
  public List<String> waitingForStart(HubConfig other) {
    return AT_START.entrySet().stream()
        .filter(key -> !key.getValue().apply(this).equals(key.getValue().apply(other)))
        .map(Map.Entry::getKey)
        .toList();
  }

  public Path dataFolder(Path folder) {
    return folder.resolve(data.orElse(Path.of("data")));
  }
}
