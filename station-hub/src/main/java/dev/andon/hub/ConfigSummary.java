package dev.andon.hub;

import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.http.HttpConfig;
import dev.andon.hub.ingest.IngestConfig;
import dev.andon.hub.ingest.MqttConfig;
import dev.andon.hub.key.VirtualKey;
import dev.andon.hub.key.YamlKey;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.routing.Route;
import dev.andon.hub.routing.RouteTable;
import dev.andon.hub.routing.RouteTables;
import dev.andon.hub.till.Accounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A configuration in words: doors, routes, keys, caps, and what it cannot do. */
final class ConfigSummary {
  private final HubConfig config;
  private final Accounts accounts;
  private final RouteTable routes;
  private final PriceBook prices;

  /**
   * Checks everything that can be checked without a network.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  ConfigSummary(HubConfig config, Surroundings around) {
    this.config = config;
    this.accounts = config.accounts();
    this.routes =
        RouteTables.make(config.providersOrNone(), config.routesOrNone(), config.fallbacksOrNone());
    this.prices = Prices.read(config, around).book();
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    doors(lines);
    routes(lines);
    keys(lines);
    budgets(lines);
    warnings(lines);
    return lines;
  }

  private void doors(List<String> lines) {
    HttpConfig http = config.httpOrDefault();
    lines.add(
        "HTTP on %s:%d, bodies up to %,d bytes"
            .formatted(http.hostName(), http.portNumber(), http.bodyBytes()));
    config.mqtt().ifPresent(mqtt -> lines.add(broker(mqtt)));
    config.escalations().map(this::judged).ifPresent(lines::add);
  }

  private static String broker(MqttConfig mqtt) {
    return mqtt.isEmbedded()
        ? "MQTT: a broker inside the hub on " + mqtt.hostName() + ":" + mqtt.portNumber()
        : "MQTT: the broker at " + mqtt.hostName() + ":" + mqtt.portNumber();
  }

  private String judged(IngestConfig escalations) {
    return "Escalations of plant "
        + config.plantOrDefault().id()
        + " are judged by "
        + escalations.model();
  }

  private void routes(List<String> lines) {
    lines.add("Routes, the first that fits answers:");
    for (Route route : routes.routes()) {
      lines.add("  " + route(route));
    }
    config
        .providersOrNone()
        .forEach(
            (name, provider) ->
                lines.add("  any other " + name + "/MODEL goes to " + name + " directly"));
  }

  private static String route(Route route) {
    String first =
        route.candidates().stream()
            .map(w -> share(w, route.candidates()))
            .collect(Collectors.joining(" or "));
    String then =
        route.fallbacks().stream()
            .map(candidate -> ", then " + candidate)
            .collect(Collectors.joining());
    String when =
        route.conditions().equals(Route.Conditions.ALWAYS)
            ? ""
            : " (when " + route.conditions() + ")";
    return route.name()
        + ": whoever asks for "
        + route.models().stream().sorted().collect(Collectors.joining(" or "))
        + when
        + " gets "
        + first
        + then;
  }

  private static String share(Route.Weighted one, List<Route.Weighted> all) {
    double sum = all.stream().mapToDouble(Route.Weighted::weight).sum();
    return all.size() == 1
        ? one.candidate().toString()
        : String.format(Locale.ROOT, "%s (%.0f %%)", one.candidate(), 100 * one.weight() / sum);
  }

  private void keys(List<String> lines) {
    lines.add("Virtual keys:");
    for (YamlKey yaml : accounts.keys()) {
      VirtualKey key = yaml.key();
      String models =
          key.allowedModels().isEmpty() ? "no model" : String.join(", ", key.allowedModels());
      String payers =
          key.owners().chain().stream().map(Object::toString).collect(Collectors.joining(" → "));
      lines.add("  " + key.id() + " may use " + models + "; charged to " + payers);
    }
  }

  private void budgets(List<String> lines) {
    lines.add("Budgets:");
    for (BudgetRule rule : accounts.budgets()) {
      lines.add(
          "  %s: %s, stops at %s %%, warns at %s %%, %s"
              .formatted(
                  rule.id(),
                  rule.limit(),
                  percent(rule.stopAt()),
                  percent(rule.warnAt()),
                  rule.mode().name().toLowerCase(Locale.ROOT)));
    }
  }

  private static String percent(java.math.BigDecimal share) {
    return share.movePointRight(2).stripTrailingZeros().toPlainString();
  }

  private void warnings(List<String> lines) {
    List<String> unpriced =
        routes.routes().stream()
            .flatMap(
                r ->
                    Stream.concat(
                        r.candidates().stream().map(Route.Weighted::candidate),
                        r.fallbacks().stream()))
            .map(Object::toString)
            .distinct()
            .filter(model -> prices.history(model).isEmpty())
            .toList();
    for (String model : unpriced) {
      lines.add(
          "Note: "
              + model
              + " has no price in the price book ("
              + prices.version()
              + "), so it is skipped unless default_price is set");
    }
    accounts.keys().stream()
        .filter(k -> k.secret().isEmpty())
        .forEach(
            k ->
                lines.add(
                    "Note: key "
                        + k.key().id()
                        + " has no secret: whoever knows its id may use it"));
  }
}
