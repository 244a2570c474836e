package dev.andon.hub.budget;

import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.price.Charge;
import dev.andon.hub.price.ExchangeRates;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * What budgets must say, computed the plain way: every amount kept by rule and window, nothing
 * cached, nothing forgotten.
 */
final class ModelOracle {
  private static final NavigableMap<Instant, Long> NOTHING =
      Collections.unmodifiableNavigableMap(new TreeMap<>());

  private final ExchangeRates rates;
  private final ZoneId zone;
  private final List<BudgetRule> rules;
  private final List<TopUp> topUps = new ArrayList<>();
  private final Map<Account, NavigableMap<Instant, Long>> spent = new HashMap<>();
  private final Map<Account, NavigableMap<Instant, Long>> held = new HashMap<>();
  private final Map<BudgetWindow, WindowAt> starts = new HashMap<>();

  ModelOracle(ExchangeRates rates, ZoneId zone, List<BudgetRule> rules) {
    this.rates = rates;
    this.zone = zone;
    this.rules = new ArrayList<>(rules);
  }

  /** What {@code owner} uses of a rule. A rule whose limit changes stays the same account. */
  private record Account(Owner payer, BudgetWindow window, Currency currency, Owner owner) {
    static Account of(BudgetRule rule, Owner owner) {
      return new Account(rule.owner(), rule.window(), rule.limit().currency(), owner);
    }
  }

  /** Where the window that contains {@code at} begins. */
  private record WindowAt(Instant at, Instant start) {}

  List<BudgetRule> rules() {
    return rules;
  }

  void limit(int index, BudgetRule changed) {
    rules.set(index, changed);
  }

  void topUp(TopUp topUp) {
    topUps.add(topUp);
  }

  void hold(Owners owners, Instant at, Charge bound, int sign) {
    forEach(owners, (rule, owner) -> add(held, rule, owner, at, sign * micros(rule, bound, at)));
  }

  void spend(Owners owners, Instant at, Charge charge) {
    forEach(owners, (rule, owner) -> add(spent, rule, owner, at, micros(rule, charge, at)));
  }

  /**
   * Whether a hold must be granted: it fits each hard rule, grown as far as its contract reaches.
   */
  boolean fits(Owners owners, Charge bound, Instant at) {
    return rules.stream()
        .filter(r -> r.mode() == BudgetRule.Mode.HARD && owners.chain().contains(r.owner()))
        .allMatch(
            r ->
                micros(r, bound, at) == 0
                    || used(r, at) + micros(r, bound, at) + reserved(r, owners, at)
                        <= highestStop(r, at));
  }

  long spent(BudgetRule rule, Instant at) {
    return spentBy(rule, rule.owner(), at);
  }

  long held(BudgetRule rule, Instant at) {
    return heldBy(rule, rule.owner(), at);
  }

  String explain(BudgetRule rule, Instant at) {
    return at
        + ": spent "
        + spent(rule, at)
        + " held "
        + held(rule, at)
        + " floors "
        + rule.floors().keySet().stream()
            .map(f -> f + " " + spentBy(rule, f, at) + "+" + heldBy(rule, f, at))
            .toList()
        + " stop "
        + highestStop(rule, at);
  }

  private long used(BudgetRule rule, Instant at) {
    return spent(rule, at) + held(rule, at);
  }

  private long reserved(BudgetRule rule, Owners owners, Instant at) {
    long reserved = 0;
    for (var floor : rule.floors().entrySet()) {
      if (!owners.chain().contains(floor.getKey())) {
        long used = spentBy(rule, floor.getKey(), at) + heldBy(rule, floor.getKey(), at);
        reserved += Math.max(0, floor.getValue().micros() - used);
      }
    }
    return reserved;
  }

  private long highestStop(BudgetRule rule, Instant at) {
    long limit = rule.autoTopUp().map(a -> a.ceiling().micros()).orElse(rule.limit().micros());
    for (TopUp topUp : topUps) {
      limit +=
          topUp.rule().equals(rule.id()) && topUp.countsAt(at.toEpochMilli())
              ? topUp.amount().micros()
              : 0;
    }
    return BudgetRule.part(rule.stopAt(), limit);
  }

  private long sum(
      Map<Account, NavigableMap<Instant, Long>> amounts,
      boolean slides,
      BudgetRule rule,
      Owner owner,
      Instant at) {
    NavigableMap<Instant, Long> all = amounts.getOrDefault(Account.of(rule, owner), NOTHING);
    if (rule.window() instanceof BudgetWindow.Rolling rolling) {
      var counted = slides ? all.tailMap(at.minus(rolling.length()), false) : all;
      return counted.values().stream().mapToLong(Long::longValue).sum();
    }
    return all.getOrDefault(start(rule.window(), at), 0L);
  }

  private long spentBy(BudgetRule rule, Owner owner, Instant at) {
    return sum(spent, true, rule, owner, at);
  }

  /** A hold counts until it is closed, whenever it was taken. */
  private long heldBy(BudgetRule rule, Owner owner, Instant at) {
    return sum(held, false, rule, owner, at);
  }

  private void add(
      Map<Account, NavigableMap<Instant, Long>> amounts,
      BudgetRule rule,
      Owner owner,
      Instant at,
      long micros) {
    Instant slot = rule.window() instanceof BudgetWindow.Rolling ? at : start(rule.window(), at);
    amounts
        .computeIfAbsent(Account.of(rule, owner), k -> new TreeMap<>())
        .merge(slot, micros, Long::sum);
  }

  /** Twenty rules share seven windows, and ask for the same instant all through one step. */
  private Instant start(BudgetWindow window, Instant at) {
    WindowAt known = starts.get(window);
    if (known == null || !known.at().equals(at)) {
      known = new WindowAt(at, window.span(at, zone).start());
      starts.put(window, known);
    }
    return known.start();
  }

  private void forEach(Owners owners, BiConsumer<BudgetRule, Owner> action) {
    for (BudgetRule rule : rules) {
      if (owners.chain().contains(rule.owner())) {
        action.accept(rule, rule.owner());
        rule.floors().keySet().stream()
            .filter(owners.chain()::contains)
            .forEach(floor -> action.accept(rule, floor));
      }
    }
  }

  private long micros(BudgetRule rule, Charge charge, Instant at) {
    return rates.micros(charge, rule.limit().currency(), at);
  }
}
