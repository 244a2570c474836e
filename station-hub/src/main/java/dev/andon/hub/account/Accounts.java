package dev.andon.hub.account;

import dev.andon.hub.budget.BudgetConfig;
import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.budget.PlantCalendar;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.ratelimit.RateRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the configuration says about who pays: keys with their owners, caps and rates.
 * Immutable.
 *
 * <p>A key's owners are found through what it names: its team's customer, its station's line, its
 * line's team, and always the plant.
 */
public record Accounts(
    PlantCalendar calendar, List<YamlKey> keys, List<BudgetRule> budgets, List<RateRule> rates) {
  public Accounts {
    keys = List.copyOf(keys);
    budgets = List.copyOf(budgets);
    rates = List.copyOf(rates);
  }

  /**
   * The parts of {@code hub.yaml} that are about money; each may be empty.
   *
   * @param budgets caps that name their owner
   */
  public record Sections(
      PlantConfig plant,
      List<AccountConfig> lines,
      List<AccountConfig> stations,
      List<AccountConfig> teams,
      List<AccountConfig> customers,
      List<VirtualKeyConfig> virtualKeys,
      List<BudgetConfig> budgets) {
    /** Which stations may speak. */
    public Roster roster() {
      return Roster.of(plant.id(), lines, stations);
    }
  }

  /**
   * Puts the sections together; a name that leads nowhere is accepted, as a team without caps needs
   * no section of its own.
   */
  public static Accounts of(Sections sections) {
    return new Building(sections).build();
  }

  private static final class Building {
    private final Sections sections;
    private final PlantCalendar calendar;
    private final Roster roster;
    private final List<BudgetRule> budgets = new ArrayList<>();
    private final List<RateRule> rates = new ArrayList<>();

    Building(Sections sections) {
      this.sections = sections;
      this.calendar = sections.plant.calendar();
      this.roster = sections.roster();
    }

    Accounts build() {
      accounts(Owner.Kind.LINE, sections.lines);
      accounts(Owner.Kind.STATION, sections.stations);
      accounts(Owner.Kind.TEAM, sections.teams);
      accounts(Owner.Kind.CUSTOMER, sections.customers);
      oneKeyPerStation();
      List<YamlKey> keys = sections.virtualKeys.stream().map(this::key).toList();
      sections.budgets.forEach(budget -> budgets.addAll(budget.rules(calendar)));
      budgets.forEach(this::ofOneStation);
      return new Accounts(calendar, keys, budgets, rates);
    }

    /** Two would make it a matter of chance whose caps a station's escalations count against. */
    private void oneKeyPerStation() {
      Map<String, String> taken = new HashMap<>();
      for (VirtualKeyConfig key : sections.virtualKeys) {
        key.station()
            .map(station -> key.line().map(line -> line + "/" + station).orElse(station))
            .map(station -> taken.put(station, key.id()))
            .ifPresent(
                other -> {
                  throw new IllegalArgumentException(
                      "keys %s and %s both say station: %s; one key pays for a station's escalations"
                          .formatted(other, key.id(), key.station().orElseThrow()));
                });
      }
    }

    /** A cap on a name that several stations have would cap none of them. */
    private void ofOneStation(BudgetRule rule) {
      if (rule.owner().kind() == Owner.Kind.STATION && roster.shared(rule.owner().id())) {
        throw new IllegalArgumentException(
            "a budget is %s's, but several lines have one; write station/LINE/%s"
                .formatted(rule.owner(), rule.owner().id()));
      }
    }

    private void accounts(Owner.Kind kind, List<AccountConfig> accounts) {
      for (AccountConfig account : accounts) {
        Owner owner = new Owner(kind, kind == Owner.Kind.STATION ? station(account) : account.id());
        caps(owner, account.amounts(), account.warnAt(), account.stopAt(), account.budget());
        account.rateLimit().ifPresent(limit -> rates.add(limit.rule(owner)));
      }
    }

    private String station(AccountConfig account) {
      return account.line().map(on -> roster.account(on, account.id())).orElse(account.id());
    }

    /** The station a key pays for, which must be one. */
    private Optional<String> station(VirtualKeyConfig key) {
      key.station()
          .filter(name -> key.line().isEmpty() && roster.shared(name))
          .ifPresent(
              name -> {
                throw new IllegalArgumentException(
                    "key %s says station: %s, but several lines have one; write line: beside it"
                        .formatted(key.id(), name));
              });
      return key.station().map(name -> key.line().map(on -> roster.account(on, name)).orElse(name));
    }

    private YamlKey key(VirtualKeyConfig config) {
      Owner owner = new Owner(Owner.Kind.KEY, config.id());
      caps(owner, config.amounts(), config.warnAt(), config.stopAt(), config.budget());
      config.rateLimit().ifPresent(limit -> rates.add(limit.rule(owner)));
      VirtualKey key =
          new VirtualKey(
              config.id(),
              owners(config),
              config.allowedModels().orElse(List.of()),
              config.namespace().orElse(List.of()),
              config.deadline(),
              config.logContent().orElse(false),
              config.clampOutput().orElse(false),
              config.fetchHosts().orElse(List.of()),
              config.labels().orElse(Map.of()),
              VirtualKey.Managed.YAML,
              config.expires(),
              false);
      return new YamlKey(key, config.secret());
    }

    private void caps(
        Owner owner,
        @Nullable Map<String, Object> amounts,
        Optional<BigDecimal> warnAt,
        Optional<BigDecimal> stopAt,
        Optional<List<BudgetConfig>> inFull) {
      try {
        if (amounts != null && !amounts.isEmpty()) {
          budgets.addAll(BudgetConfig.ofAmounts(amounts, warnAt, stopAt).rules(owner, calendar));
        }
        inFull.orElse(List.of()).forEach(budget -> budgets.addAll(budget.rules(owner, calendar)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(owner + ": " + e.getMessage(), e);
      }
    }

    private Owners owners(VirtualKeyConfig key) {
      Map<Owner.Kind, String> ids = new EnumMap<>(Owner.Kind.class);
      ids.put(Owner.Kind.KEY, key.id());
      put(ids, Owner.Kind.STATION, station(key));
      put(
          ids,
          Owner.Kind.LINE,
          key.line()
              .or(() -> account(sections.stations, key.station()).flatMap(AccountConfig::line)));
      Optional<AccountConfig> line =
          account(sections.lines, Optional.ofNullable(ids.get(Owner.Kind.LINE)));
      put(ids, Owner.Kind.TEAM, key.team().or(() -> line.flatMap(AccountConfig::team)));
      Optional<AccountConfig> team =
          account(sections.teams, Optional.ofNullable(ids.get(Owner.Kind.TEAM)));
      put(
          ids,
          Owner.Kind.CUSTOMER,
          key.customer()
              .or(key::customerId)
              .or(() -> line.flatMap(AccountConfig::customer))
              .or(() -> team.flatMap(AccountConfig::customer)));
      ids.put(Owner.Kind.PLANT, sections.plant.id());
      return new Owners(
          ids.entrySet().stream().map(e -> new Owner(e.getKey(), e.getValue())).toList());
    }

    private static void put(Map<Owner.Kind, String> ids, Owner.Kind kind, Optional<String> id) {
      id.ifPresent(value -> ids.put(kind, value));
    }

    private static Optional<AccountConfig> account(
        List<AccountConfig> accounts, Optional<String> id) {
      return accounts.stream().filter(a -> id.filter(a.id()::equals).isPresent()).findFirst();
    }
  }
}
