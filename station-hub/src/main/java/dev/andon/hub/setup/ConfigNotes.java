package dev.andon.hub.setup;

import dev.andon.hub.account.AccountConfig;
import dev.andon.hub.account.Accounts;
import dev.andon.hub.account.YamlKey;
import dev.andon.hub.money.Owner;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.provider.Providers;
import dev.andon.hub.provider.http.ProviderHttp;
import dev.andon.hub.routing.plan.Candidate;
import dev.andon.hub.routing.plan.Route;
import dev.andon.hub.routing.plan.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a configuration says and cannot keep: missing secrets, prices and providers. */
final class ConfigNotes {
  private final HubConfig config;
  private final RouteTable routes;
  private final Accounts accounts;
  private final HubPlatform around;
  private final PriceBook prices;

  ConfigNotes(HubConfig config, RouteTable routes, Accounts accounts, HubPlatform around) {
    this.config = config;
    this.routes = routes;
    this.accounts = accounts;
    this.around = around;
    this.prices = ConfiguredPrices.read(config, around).book();
  }

  void addTo(List<String> lines) {
    Stream.of(
            unready(), unpriced(), unreachable(), unbound(), unnamed(), open(), exposed(), trial())
        .flatMap(List::stream)
        .map("Note: "::concat)
        .forEach(lines::add);
  }

  /** What keeps the hub from starting on this machine, such as a variable that is not set. */
  private List<String> unready() {
    List<String> problems = new ArrayList<>();
    try (ProviderHttp http = new ProviderHttp(around.ticker(), around.clock())) {
      Providers providers = new Providers(http, around.environment(), around.folder());
      config
          .providersOrNone()
          .forEach(
              (name, provider) -> {
                try {
                  var _ = providers.make(Map.of(name, provider));
                } catch (IllegalArgumentException unusable) {
                  problems.add("the hub does not start here: " + unusable.getMessage());
                }
              });
    }
    return problems;
  }

  private List<String> unpriced() {
    List<String> models =
        routes.routes().stream()
            .flatMap(ConfigNotes::candidates)
            .map(Object::toString)
            .distinct()
            .filter(model -> prices.history(model).isEmpty())
            .toList();
    if (prices.models().isEmpty() && prices.version().equals("none")) {
      return List.of(
          "there is no price book, so no model is asked: put prices.yaml beside this file, or name"
              + " one as price_book");
    }
    return models.stream()
        .map(
            model ->
                model
                    + " has no price in the price book ("
                    + prices.version()
                    + "), so it is skipped unless default_price is set")
        .toList();
  }

  private static Stream<Candidate> candidates(Route route) {
    return Stream.concat(
        route.candidates().stream().map(Route.Weighted::candidate), route.fallbacks().stream());
  }

  private List<String> unreachable() {
    return accounts.keys().stream()
        .flatMap(
            yaml ->
                yaml.key().allowedModels().stream()
                    .flatMap(model -> stranger(model).stream())
                    .distinct()
                    .map(
                        provider ->
                            "key "
                                + yaml.key().id()
                                + " may use models of "
                                + provider
                                + ", but there is no such provider here"))
        .toList();
  }

  private Optional<String> stranger(String model) {
    int slash = model.indexOf('/');
    return slash <= 0 || config.providersOrNone().containsKey(model.substring(0, slash))
        ? Optional.empty()
        : Optional.of(model.substring(0, slash));
  }

  /** Keys that look as if a station's or line's escalations were asked with them, and are not. */
  private List<String> unbound() {
    return Stream.concat(
            config.stations().orElse(List.of()).stream()
                .map(station -> unbound("station", station)),
            config.lines().orElse(List.of()).stream().map(line -> unbound("line", line)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Where the topic alone says who a station is. */
  private List<String> unnamed() {
    if (config.escalations().isEmpty()) {
      return List.of();
    }
    if (config.roster().open()) {
      return List.of(
          "no station is named under stations, so whoever reaches the broker may spend the plant's"
              + " money under any name; write - {id: STATION, line: LINE} for each");
    }
    return config.stations().orElse(List.of()).stream()
        .filter(station -> station.line().isEmpty())
        .map(
            station ->
                "station "
                    + station.id()
                    + " names no line, so it is served under that name on any line that is named;"
                    + " write line: beside its id")
        .toList();
  }

  private Optional<String> unbound(String kind, AccountConfig account) {
    Owner owner = new Owner(Owner.Kind.ofWord(kind), account.id());
    return accounts.keys().stream()
        .map(YamlKey::key)
        .filter(key -> key.id().equals(account.id()) && !key.owners().chain().contains(owner))
        .findFirst()
        .map(
            key ->
                "key %s has the name of a %s, but no escalation is asked with it; write %s: %s"
                        .formatted(key.id(), kind, kind, key.id())
                    + " beside its id if that is what it is for");
  }

  /** What others can read or do on the way to the broker. */
  private List<String> exposed() {
    return config.mqtt().filter(mqtt -> !mqtt.onLoopback()).stream()
        .flatMap(
            mqtt ->
                Stream.of(
                    mqtt.usesTls()
                        ? ""
                        : "mqtt has no TLS: frames and verdicts can be read and changed on the way;"
                            + " write mqtt.tls: true",
                    mqtt.usesTls() || !mqtt.plainPassword().orElse(false)
                        ? ""
                        : "mqtt.plain_password: the broker's password can be read on the way",
                    mqtt.isEmbedded() && mqtt.users().isEmpty()
                        ? "the embedded broker is open to everybody who reaches it; write mqtt.users"
                        : ""))
        .filter(note -> !note.isEmpty())
        .toList();
  }

  private List<String> trial() {
    return config.httpOrDefault().isOpen()
        ? List.of(
            "http.open: every user and program of this machine may read and change the hub; for"
                + " trials only")
        : List.of();
  }

  private List<String> open() {
    return Stream.concat(
            new RouteSummary(config).idleWeights().stream(),
            accounts.keys().stream()
                .filter(key -> key.secret().isEmpty())
                .map(YamlKey::key)
                .map(
                    key ->
                        "key "
                            + key.id()
                            + " has no secret: whoever knows its id may use it; write secret:"
                            + " env.NAME to change that"))
        .toList();
  }
}
