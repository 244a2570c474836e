package dev.andon.hub.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.hub.budget.BudgetWindow.Calendar.Unit;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.price.Charge;
import dev.andon.hub.price.ExchangeRate;
import dev.andon.hub.price.ExchangeRates;
import dev.andon.hub.request.RequestId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One seeded random life of a plant's budgets, compared with {@link ModelOracle} after every step.
 */
final class ModelRun implements AutoCloseable {
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");
  private static final Currency EUR = Currency.getInstance("EUR");
  private static final Currency USD = Currency.getInstance("USD");
  private static final Currency CHF = Currency.getInstance("CHF");
  private static final Instant SPRING = Instant.parse("2026-03-28T20:00:00Z");
  private static final Instant AUTUMN = Instant.parse("2026-10-24T20:00:00Z");

  private final Random random;
  private final ExchangeRates rates =
      new ExchangeRates(
          EUR,
          ROME,
          List.of(
              rate(USD, "0.9", "2020-01-01"),
              rate(USD, "0.873512345", "2026-10-25"),
              rate(CHF, "1.05", "2020-01-01"),
              new ExchangeRate(EUR, USD, new BigDecimal("1.1"), LocalDate.parse("2020-01-01")),
              new ExchangeRate(EUR, CHF, new BigDecimal("0.95"), LocalDate.parse("2020-01-01"))));
  private final MemoryBooks books = new MemoryBooks(rates);
  private final List<Owners> callers;
  private final ModelOracle oracle;
  private final List<Hold> open = new ArrayList<>();
  private final List<Hold> closed = new ArrayList<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Hold, Long> paid = new HashMap<>();
  private Instant now;
  private Budgets budgets;
  private int corrections;
  private int granted;
  private int refused;

  ModelRun(long seed) {
    this.random = new Random(seed);
    this.now = random.nextBoolean() ? SPRING : AUTUMN;
    this.callers = IntStream.range(0, 12).mapToObj(this::caller).toList();
    this.oracle = new ModelOracle(rates, ROME, rules());
    this.budgets = budgets();
  }

  int granted() {
    return granted;
  }

  int refused() {
    return refused;
  }

  void step() {
    int dice = random.nextInt(1000);
    if (dice < 400) {
      hold();
    } else if (dice < 640) {
      finish();
    } else if (dice < 700) {
      free();
    } else if (dice < 760) {
      closeTwice();
    } else if (dice < 940) {
      now = now.plusSeconds(random.nextInt(1_200));
    } else if (dice < 955) {
      jump();
    } else if (dice < 965) {
      topUp();
    } else if (dice < 975) {
      changeLimit();
    } else if (dice < 980) {
      correct();
    } else if (dice < 983) {
      correctFromElsewhere();
    } else if (dice < 985) {
      failedWrite();
    } else if (dice < 993) {
      burst();
    } else {
      crash();
    }
    check();
  }

  private void hold() {
    Owners owners = callers.get(random.nextInt(callers.size()));
    Charge bound = charge(random.nextInt(50) == 0 ? 0 : random.nextLong(2_000_000));
    boolean expected = oracle.fits(owners, bound, now);
    taken(budgets.hold(request(owners, bound)), expected);
  }

  private void taken(HoldOutcome outcome, boolean expected) {
    switch (outcome) {
      case HoldOutcome.Held held -> {
        assertThat(expected).as("granted although it does not fit: %s", held.hold()).isTrue();
        Hold hold = held.hold();
        oracle.hold(hold.request().owners(), hold.at(), hold.request().bound(), 1);
        open.add(hold);
        granted++;
      }
      case HoldOutcome.Refused no -> {
        // A rolling window may free an amount up to one of its steps late; every other refusal must
        // be due.
        assertThat(!expected || no.rule().window() instanceof BudgetWindow.Rolling)
            .as(() -> "refused although it fits: " + no.message() + " " + explained(no.rule()))
            .isTrue();
        refused++;
      }
    }
  }

  private void finish() {
    Hold hold = pick();
    if (hold == null) {
      return;
    }
    Charge bound = hold.request().bound();
    if (random.nextInt(8) == 0) {
      budgets.unknown(hold, tx -> {});
      booked(hold, bound);
    } else {
      long limit = bound.price().micros();
      long actual = random.nextInt(200) == 0 ? limit + 1_000 : random.nextLong(limit + 1);
      Charge charge = rates.charge(new Money(actual, bound.price().currency()), hold.at());
      budgets.settle(hold, charge, tx -> {});
      booked(hold, charge);
    }
  }

  /** The provider bills nothing. */
  private void free() {
    Hold hold = pick();
    if (hold != null) {
      budgets.settle(hold, hold.request().bound().zero(), tx -> {});
      gone(hold);
    }
  }

  private void closeTwice() {
    if (!closed.isEmpty()) {
      Hold hold = closed.get(random.nextInt(closed.size()));
      assertThatThrownBy(() -> budgets.settle(hold, hold.request().bound(), tx -> {}))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> budgets.unknown(hold, tx -> {}))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  /** Over a change of daylight saving, into the next month, or back. */
  private void jump() {
    now =
        switch (random.nextInt(6)) {
          case 0 -> now.plus(Duration.ofHours(random.nextInt(48)));
          case 1 -> now.plus(Duration.ofDays(random.nextInt(20)));
          case 2 -> now.minus(Duration.ofMinutes(random.nextInt(200)));
          case 3 -> now.minus(Duration.ofDays(random.nextInt(5)));
          case 4 ->
              now.atZone(ROME)
                  .withDayOfMonth(1)
                  .plusMonths(1)
                  .toLocalDate()
                  .atStartOfDay(ROME)
                  .toInstant()
                  .minusSeconds(random.nextInt(600));
          default ->
              now.atZone(ROME)
                  .toLocalDate()
                  .atTime(1, 55)
                  .atZone(ROME)
                  .toInstant()
                  .plusSeconds(random.nextInt(5_000));
        };
    if (random.nextInt(5) == 0) {
      now =
          random.nextBoolean()
              ? SPRING.plusSeconds(random.nextInt(20_000))
              : AUTUMN.plusSeconds(random.nextInt(20_000));
    }
  }

  private void topUp() {
    BudgetRule rule = oracle.rules().get(random.nextInt(oracle.rules().size()));
    Money amount = new Money(1 + random.nextLong(3_000_000), rule.limit().currency());
    TopUp topUp =
        new TopUp(
            rule.id(),
            amount,
            "a rush order",
            "shift lead",
            now,
            now.plusSeconds(1 + random.nextInt(100_000)),
            false);
    budgets.topUp(topUp);
    oracle.topUp(topUp);
  }

  private void changeLimit() {
    int index = random.nextInt(oracle.rules().size());
    BudgetRule rule = oracle.rules().get(index);
    if (rule.autoTopUp().isEmpty() && rule.floors().isEmpty()) {
      Money limit =
          new Money(
              rule.limit().micros() / 2 + random.nextLong(rule.limit().micros() + 2),
              rule.limit().currency());
      oracle.limit(
          index,
          new BudgetRule(
              rule.owner(),
              rule.window(),
              limit,
              rule.mode(),
              rule.warnAt(),
              rule.stopAt(),
              rule.autoTopUp(),
              rule.floors()));
      budgets.replace(oracle.rules(), rates);
    }
  }

  private void correct() {
    Hold hold = correctable();
    if (hold != null) {
      Owners owners = hold.request().owners();
      Charge charge = givenBack(hold);
      budgets.correct(owners, hold.at(), charge, () -> books.book(owners, hold.at(), charge));
      oracle.spend(owners, hold.at(), charge);
    }
  }

  /** Another process writes a correction; the counters follow from the rows. */
  private void correctFromElsewhere() {
    Hold hold = correctable();
    if (hold != null) {
      Owners owners = hold.request().owners();
      Charge charge = givenBack(hold);
      books.book(owners, hold.at(), charge);
      budgets.recount(Set.copyOf(owners.chain()));
      oracle.spend(owners, hold.at(), charge);
    }
  }

  private @Nullable Hold correctable() {
    List<Hold> some = closed.stream().filter(h -> paid.getOrDefault(h, 0L) > 0).toList();
    return some.isEmpty() ? null : some.get(random.nextInt(some.size()));
  }

  /** At most what the attempt was booked at. */
  private Charge givenBack(Hold hold) {
    corrections++;
    long left = paid.getOrDefault(hold, 0L);
    long back = 1 + random.nextLong(Math.min(1_000, left));
    paid.put(hold, left - back);
    Currency currency = hold.request().bound().price().currency();
    return rates.charge(new Money(back, currency), hold.at()).negated();
  }

  /** What the disk refuses changes no counter: a hold is not taken, an open one stays open. */
  private void failedWrite() {
    Owners owners = callers.get(random.nextInt(callers.size()));
    HoldRequest request = request(owners, charge(random.nextLong(1_000)));
    if (oracle.fits(owners, request.bound(), now)) {
      books.failOnce();
      assertThatThrownBy(() -> budgets.hold(request)).hasMessageContaining("disk is full");
    }
    Hold hold = pick();
    if (hold != null) {
      books.failOnce();
      assertThatThrownBy(() -> budgets.unknown(hold, tx -> {}))
          .hasMessageContaining("disk is full");
    }
  }

  /** The same request from many threads: as many are granted as would be one after another. */
  private void burst() {
    Owners owners = callers.get(random.nextInt(callers.size()));
    Charge bound = charge(1 + random.nextLong(400_000));
    List<Callable<HoldOutcome>> calls =
        IntStream.range(0, 12)
            .mapToObj(i -> request(owners, bound))
            .<Callable<HoldOutcome>>map(r -> () -> budgets.hold(r))
            .toList();
    List<HoldOutcome> outcomes = all(calls);
    List<HoldOutcome> grantedFirst =
        new ArrayList<>(outcomes.stream().filter(HoldOutcome.Held.class::isInstance).toList());
    grantedFirst.addAll(outcomes.stream().filter(HoldOutcome.Refused.class::isInstance).toList());
    grantedFirst.forEach(outcome -> taken(outcome, oracle.fits(owners, bound, now)));
  }

  private void crash() {
    books.closeAfterCrash();
    for (Hold hold : open) {
      oracle.hold(hold.request().owners(), hold.at(), hold.request().bound(), -1);
      oracle.spend(hold.request().owners(), hold.at(), hold.request().bound());
    }
    open.clear();
    closed.clear();
    budgets = budgets();
  }

  private void check() {
    assertThat(Set.copyOf(budgets.open())).isEqualTo(Set.copyOf(open));
    for (BudgetStatus standing : budgets.standings()) {
      BudgetRule rule = standing.rule();
      long held = standing.held().micros();
      require(held == oracle.held(rule, now), "held", held, rule);
      long spent = standing.spent().micros();
      long expected = oracle.spent(rule, now);
      boolean right =
          rule.window() instanceof BudgetWindow.Rolling
              // Never less, but for the rounding of what was given back.
              ? spent >= expected - corrections
              : spent == expected;
      require(right, "spent", spent, rule);
    }
  }

  /** Said four million times, so the sentence is made only where it is needed. */
  private void require(boolean right, String what, long micros, BudgetRule rule) {
    if (!right) {
      throw new AssertionError(
          "%s of %s is %d; by the oracle: %s".formatted(what, rule.id(), micros, explained(rule)));
    }
  }

  private String explained(BudgetRule rule) {
    return oracle.explain(rule, now);
  }

  private void booked(Hold hold, Charge charge) {
    paid.put(hold, charge.price().micros());
    gone(hold);
    oracle.spend(hold.request().owners(), hold.at(), charge);
  }

  private void gone(Hold hold) {
    open.remove(hold);
    if (closed.size() < 200) {
      closed.add(hold);
    }
    oracle.hold(hold.request().owners(), hold.at(), hold.request().bound(), -1);
  }

  private @Nullable Hold pick() {
    return open.isEmpty() ? null : open.get(random.nextInt(open.size()));
  }

  private List<HoldOutcome> all(List<Callable<HoldOutcome>> calls) {
    try {
      List<HoldOutcome> outcomes = new ArrayList<>();
      for (Future<HoldOutcome> future : executor.invokeAll(calls)) {
        outcomes.add(future.get());
      }
      return outcomes;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Budgets budgets() {
    return new Budgets(oracle.rules(), rates, ROME, books, books, () -> now, event -> {});
  }

  private HoldRequest request(Owners owners, Charge bound) {
    return new HoldRequest(
        RequestId.create(now.toEpochMilli(), random), 1, owners, "", "m", "", bound);
  }

  private Charge charge(long micros) {
    return rates.charge(new Money(micros, random.nextInt(3) == 0 ? EUR : USD), now);
  }

  private Owners caller(int i) {
    Owners owners = Owners.of(owner(Owner.Kind.KEY, "k" + i), owner(Owner.Kind.PLANT, "p"));
    owners =
        random.nextBoolean()
            ? owners.with(owner(Owner.Kind.LINE, "l" + i % 3))
            : owners.with(owner(Owner.Kind.TEAM, "t" + i % 2));
    return i % 4 == 0 ? owners.with(owner(Owner.Kind.CUSTOMER, "c" + i % 2)) : owners;
  }

  private List<BudgetRule> rules() {
    List<BudgetWindow> windows =
        List.of(
            new BudgetWindow.Calendar(Unit.HOUR),
            new BudgetWindow.Calendar(Unit.DAY),
            new BudgetWindow.Calendar(Unit.WEEK),
            new BudgetWindow.Calendar(Unit.MONTH),
            new BudgetWindow.Calendar(Unit.QUARTER),
            new BudgetWindow.FiscalYear(Month.APRIL),
            new BudgetWindow.Shift(
                List.of(LocalTime.of(6, 0), LocalTime.of(14, 30), LocalTime.of(22, 0))));
    List<BudgetRule> rules = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      rules.add(
          rule(owner(Owner.Kind.KEY, "k" + i), windows.get(random.nextInt(windows.size())), 20));
    }
    for (Owner owner :
        List.of(
            owner(Owner.Kind.LINE, "l0"),
            owner(Owner.Kind.LINE, "l1"),
            owner(Owner.Kind.TEAM, "t0"),
            owner(Owner.Kind.CUSTOMER, "c0"))) {
      rules.add(rule(owner, windows.get(random.nextInt(windows.size())), 60));
    }
    rules.add(
        BudgetRule.hard(
            owner(Owner.Kind.TEAM, "t1"),
            new BudgetWindow.Rolling(Duration.ofHours(6)),
            Money.parse("25", "EUR")));
    rules.add(
        rule(owner(Owner.Kind.CUSTOMER, "c1"), windows.get(3), 60)
            .withAutoTopUp(
                new BudgetRule.AutoTopUp(Money.parse("5", "EUR"), Money.parse("100", "EUR"))));
    BudgetRule plant =
        BudgetRule.hard(owner(Owner.Kind.PLANT, "p"), windows.get(1), Money.parse("90", "EUR"));
    rules.add(
        plant.withFloors(
            Map.of(
                owner(Owner.Kind.LINE, "l0"),
                Money.parse("15", "EUR"),
                owner(Owner.Kind.LINE, "l1"),
                Money.parse("10", "EUR"))));
    rules.add(
        BudgetRule.hard(owner(Owner.Kind.PLANT, "p"), windows.get(3), Money.parse("900", "CHF"))
            .withStopAt(new BigDecimal("0.9")));
    rules.add(
        BudgetRule.hard(owner(Owner.Kind.PLANT, "p"), windows.get(0), Money.parse("1", "USD"))
            .withMode(BudgetRule.Mode.SHADOW));
    return rules;
  }

  private BudgetRule rule(Owner owner, BudgetWindow window, int units) {
    if (owner.id().equals("c1")) {
      return BudgetRule.hard(owner, window, Money.parse(units + "", "EUR"));
    }
    Money limit =
        new Money(
            1_000_000L * (units / 2 + random.nextInt(units)), random.nextBoolean() ? EUR : USD);
    BudgetRule rule = BudgetRule.hard(owner, window, limit);
    return switch (random.nextInt(5)) {
      case 0 -> rule.withStopAt(new BigDecimal("0.9"));
      case 1 -> rule.withMode(BudgetRule.Mode.SOFT);
      default -> rule;
    };
  }

  private static ExchangeRate rate(Currency from, String rate, String since) {
    return new ExchangeRate(from, EUR, new BigDecimal(rate), LocalDate.parse(since));
  }

  private static Owner owner(Owner.Kind kind, String id) {
    return new Owner(kind, id);
  }

  @Override
  public void close() {
    executor.close();
  }
}
