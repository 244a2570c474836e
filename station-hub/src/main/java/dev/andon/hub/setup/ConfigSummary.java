package dev.andon.hub.setup;

import dev.andon.hub.account.Accounts;
import dev.andon.hub.account.StationVirtualKeys;
import dev.andon.hub.account.VirtualKey;
import dev.andon.hub.account.YamlKey;
import dev.andon.hub.admin.AdminToken;
import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.http.HttpConfig;
import dev.andon.hub.ingest.IngestConfig;
import dev.andon.hub.ingest.mqtt.MqttConfig;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A configuration in words: doors, providers, routes, keys, caps, and what it cannot do. */
public final class ConfigSummary {
  private final HubConfig config;
  private final Accounts accounts;
  private final RouteSummary routes;
  private final ConfigNotes notes;
  private final QuestionPrices prices;
  private final Path tokenFile;

  /**
   * Checks everything that can be checked without a network.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public ConfigSummary(HubConfig config, HubPlatform around) {
    this.config = config;
    this.accounts = config.accounts();
    this.tokenFile = config.dataFolder(around.folder()).resolve(AdminToken.FILE);
    this.routes = new RouteSummary(config);
    this.prices =
        new QuestionPrices(
            routes.table(),
            config.providersOrNone(),
            ConfiguredPrices.read(config, around).book(),
            LocalDate.ofInstant(
                around.clock().instant(), config.plantOrDefault().calendar().zone()));
    this.notes = new ConfigNotes(config, routes.table(), accounts, around);
  }

  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    doors(lines);
    routes.addTo(lines);
    keys(lines);
    budgets(lines);
    config.escalations().map(prices::lines).ifPresent(lines::addAll);
    notes.addTo(lines);
    return lines;
  }

  private void doors(List<String> lines) {
    HttpConfig http = config.httpOrDefault();
    String port = http.portNumber() == 0 ? "a free port" : "port " + http.portNumber();
    lines.add(
        String.format(
            Locale.ROOT,
            "HTTP on %s, %s, bodies up to %,d bytes",
            http.hostName(),
            port,
            http.bodyBytes()));
    lines.add("Page, /admin and /metrics " + opened(http));
    config.mqtt().ifPresent(mqtt -> lines.add(broker(mqtt)));
    config.escalations().map(this::judged).ifPresent(lines::add);
  }

  private String opened(HttpConfig http) {
    if (http.isOpen()) {
      return "open to everybody on this machine";
    }
    return http.adminToken().isPresent()
        ? "with the token of http.admin_token"
        : "with the token in " + tokenFile + ", which the first start makes";
  }

  private static String broker(MqttConfig mqtt) {
    String where = mqtt.hostName() + ":" + mqtt.portNumber();
    return mqtt.isEmbedded()
        ? "MQTT: a broker inside the hub on " + where + ", " + guarded(mqtt)
        : "MQTT: the broker at " + where + ", " + login(mqtt);
  }

  private static String guarded(MqttConfig mqtt) {
    return (mqtt.usesTls() ? "with TLS" : "without TLS")
        + mqtt.users()
            .map(users -> ", for " + users.size() + " stations with passwords and nobody else")
            .orElse(", open to everybody who reaches it");
  }

  private static String login(MqttConfig mqtt) {
    return (mqtt.usesTls() ? "with TLS" : "without TLS")
        + mqtt.certFile().map(file -> ", with the certificate " + file).orElse("")
        + mqtt.username().map(name -> ", as user " + name).orElse(", without a user name");
  }

  private String judged(IngestConfig escalations) {
    return "Escalations of plant "
        + config.plantOrDefault().id()
        + " are judged by "
        + escalations.model();
  }

  private void keys(List<String> lines) {
    if (accounts.keys().isEmpty()) {
      lines.add("No virtual keys here: only keys issued with ./andon key may ask");
      return;
    }
    lines.add("Virtual keys:");
    for (YamlKey yaml : accounts.keys()) {
      VirtualKey key = yaml.key();
      String payers =
          key.owners().chain().stream().map(Object::toString).collect(Collectors.joining(" → "));
      lines.add("  " + key.id() + " may use " + models(key) + "; charged to " + payers);
      askedWith(key).ifPresent(who -> lines.add("    " + who + " are asked with it"));
    }
  }

  private static Optional<String> askedWith(VirtualKey key) {
    Owners owners = key.owners();
    return owners
        .id(Owner.Kind.STATION)
        .map(station -> "escalations of station " + station)
        .or(
            () ->
                owners
                    .id(Owner.Kind.LINE)
                    .filter(
                        line -> StationVirtualKeys.isOfLine(key, new Owner(Owner.Kind.LINE, line)))
                    .map(
                        line ->
                            "escalations of line "
                                + line
                                + "'s stations without a key of their own"));
  }

  private static String models(VirtualKey key) {
    if (key.allowedModels().isEmpty()) {
      return "no model, as it has no allowed_models";
    }
    return key.allowedModels().contains("*") ? "any model" : String.join(", ", key.allowedModels());
  }

  private void budgets(List<String> lines) {
    if (accounts.budgets().isEmpty()) {
      lines.add("No budgets: nothing is capped");
      return;
    }
    lines.add("Budgets:");
    for (BudgetRule rule : accounts.budgets()) {
      lines.add(
          "  %s: %s per %s, %s, warns at %s %%, stops at %s %%"
              .formatted(
                  rule.owner(),
                  rule.limit(),
                  rule.window().name(),
                  rule.mode().name().toLowerCase(Locale.ROOT),
                  percent(rule.warnAt()),
                  percent(rule.stopAt())));
    }
  }

  private static String percent(BigDecimal share) {
    return share.movePointRight(2).stripTrailingZeros().toPlainString();
  }
}
