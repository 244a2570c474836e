package dev.andon.hub.budget;

import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.price.Charge;
import dev.andon.hub.price.ExchangeRates;
import dev.andon.hub.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All budgets of the plant. For each of them {@code booked + open holds = used}, and a hard one
 * never exceeds its stop: not with parallel calls, not after a crash. One short lock covers the
 * counters of all owners; waiting for the disk happens outside it. Thread-safe.
 */
public final class Budgets {
  private static final Duration CLOCK_MAY_GO_BACK = Duration.ofDays(400);

  private final InstantSource clock;
  private final ZoneId zone;
  private final HoldJournal journal;
  private final Spending spending;
  private final Consumer<BudgetEvent> events;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Condition resumed = lock.newCondition();
  private final Set<Hold> open = new LinkedHashSet<>();
  private Map<Owner, List<BudgetState>> meters = Map.of();
  private ExchangeRates rates;
  private Instant latest;
  private int closing;
  private int pauses;

  /**
   * Starts from rows. Holds left open by a crash must have been closed before; see {@link
   * HoldJournal#openHolds}.
   *
   * @param events called outside the lock, on the caller's thread; must not block
   */
  public Budgets(
      Collection<BudgetRule> rules,
      ExchangeRates rates,
      ZoneId zone,
      HoldJournal journal,
      Spending spending,
      InstantSource clock,
      Consumer<BudgetEvent> events) {
    this.clock = clock;
    this.zone = zone;
    this.journal = journal;
    this.spending = spending;
    this.events = events;
    this.rates = rates;
    this.latest = spending.latest();
    replace(rules, rates);
  }

  /**
   * Reserves {@code request}'s bound on every budget of its owners, or nothing. Durable when it
   * returns: the caller sends the request next.
   */
  public HoldOutcome hold(HoldRequest request) {
    Hold hold = new Hold(request, Instant.ofEpochMilli(clock.millis()));
    List<BudgetEvent> news = new ArrayList<>(0);
    List<TopUp> grown = new ArrayList<>(0);
    HoldOutcome outcome;
    lock.lock();
    try {
      outcome = reserve(hold, grown, news);
    } finally {
      lock.unlock();
    }
    if (outcome instanceof HoldOutcome.Held) {
      journal(hold, grown);
    }
    news.forEach(events);
    return outcome;
  }

  /**
   * The answer's cost is known: {@code actual} takes the place of the bound. An actual above the
   * bound is booked in full and raises {@link BudgetEvent.AboveBound}.
   *
   * @param booking writes the ledger entry in the same transaction; may run twice
   */
  public void settle(Hold hold, Charge actual, Consumer<Tx> booking) {
    close(hold, Hold.State.SETTLED, actual, booking);
    if (actual.exceeds(hold.request().bound())) {
      events.accept(
          new BudgetEvent.AboveBound(
              clock.instant(), hold, hold.request().bound().cost(), actual.cost()));
    }
  }

  /** Nobody knows what the attempt cost: its whole bound is spent. */
  public void unknown(Hold hold, Consumer<Tx> booking) {
    close(hold, Hold.State.UNKNOWN, hold.request().bound(), booking);
  }

  /** Whether a hold of {@code bound} would be granted at this instant without growing any limit. */
  public boolean fits(Owners owners, Charge bound) {
    Instant now = clock.instant();
    lock.lock();
    try {
      return meters(owners).stream()
          .filter(m -> m.rule().mode() == BudgetRule.Mode.HARD)
          .allMatch(
              m ->
                  m.shortfall(
                          m.count(now, latest), owners, micros(m, bound, now), now.toEpochMilli())
                      <= 0);
    } finally {
      lock.unlock();
    }
  }

  /** Every budget of these owners, from the key upwards. */
  public List<BudgetStatus> standing(Owners owners) {
    Instant now = clock.instant();
    lock.lock();
    try {
      return meters(owners).stream().map(m -> standing(m, now)).toList();
    } finally {
      lock.unlock();
    }
  }

  /** How far each hard budget of these owners reaches, from the key upwards. */
  public List<BudgetOutlook> outlook(Owners owners) {
    lock.lock();
    try {
      // Asked often: a moment from before the lock would slide rolling windows back, and count
      // anew.
      Instant now = clock.instant();
      return meters(owners).stream()
          .filter(m -> m.rule().mode() == BudgetRule.Mode.HARD)
          .map(m -> m.outlook(m.count(now, latest), owners, now))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Every budget there is. */
  public List<BudgetStatus> standings() {
    Instant now = clock.instant();
    lock.lock();
    try {
      return meters.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .flatMap(e -> e.getValue().stream())
          .map(m -> standing(m, now))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Holds that are not settled, oldest first. */
  public List<Hold> open() {
    lock.lock();
    try {
      return List.copyOf(open);
    } finally {
      lock.unlock();
    }
  }

  /** A grant from outside; durable when it returns. */
  public void topUp(TopUp topUp) {
    lock.lock();
    try {
      BudgetState meter = byId(topUp.rule());
      if (!meter.rule().limit().currency().equals(topUp.amount().currency())) {
        throw new IllegalArgumentException(
            "the top-up of " + topUp.amount() + " must be in " + meter.rule().limit().currency());
      }
      journal.topUp(topUp);
      meter.add(topUp);
    } finally {
      lock.unlock();
    }
  }

  /** Takes in grants that another process has written. */
  public void refreshTopUps() {
    List<TopUp> rows = journal.topUps(clock.instant().minus(CLOCK_MAY_GO_BACK));
    lock.lock();
    try {
      meters.values().stream()
          .flatMap(List::stream)
          .forEach(
              m ->
                  m.takeIn(
                      rows.stream()
                          .filter(t -> !t.automatic() && t.rule().equals(m.rule().id()))
                          .toList()));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Books something beside any hold, such as a correction of an earlier attempt; negative amounts
   * give back.
   *
   * @param at the attempt's time, which decides the windows
   * @param write stores it durably
   */
  public void correct(Owners owners, Instant at, Charge charge, Runnable write) {
    lock.lock();
    try {
      awaitIdle();
      write.run();
      for (BudgetState meter : meters(owners)) {
        long micros = micros(meter, charge, at);
        meter.loaded(at).ifPresent(count -> count.correct(owners, at.toEpochMilli(), micros));
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts from the rows again what these owners have spent, because another process wrote there.
   * Top-ups and holds under way stay.
   */
  public void recount(Set<Owner> owners) {
    lock.lock();
    try {
      awaitIdle();
      List<BudgetState> fresh = new ArrayList<>();
      for (Owner owner : owners) {
        List<BudgetState> own = meters.getOrDefault(owner, new ArrayList<>());
        own.replaceAll(BudgetState::uncounted);
        fresh.addAll(own);
      }
      for (Hold hold : open) {
        hold.shares().removeIf(s -> owners.contains(s.count().meter().rule().owner()));
        countIn(hold, fresh);
      }
      fresh.forEach(m -> m.count(clock.instant(), latest));
    } finally {
      lock.unlock();
    }
  }

  /**
   * New rules and rates from now on. A rule that stays keeps its count; holds under way count in
   * new ones too.
   */
  public void replace(Collection<BudgetRule> rules, ExchangeRates newRates) {
    lock.lock();
    try {
      awaitIdle();
      refuseTwins(rules);
      refuseUnknownMoney(rules, newRates);
      this.rates = newRates;
      Map<String, BudgetState> former = new HashMap<>();
      meters.values().forEach(list -> list.forEach(m -> former.put(m.rule().id(), m)));
      Map<Owner, List<BudgetState>> next = new HashMap<>();
      Map<String, BudgetState> fresh = new HashMap<>();
      for (BudgetRule rule : rules) {
        BudgetState meter = kept(former.remove(rule.id()), rule, fresh);
        next.computeIfAbsent(rule.owner(), o -> new ArrayList<>()).add(meter);
      }
      meters = next;
      for (TopUp topUp : journal.topUps(clock.instant().minus(CLOCK_MAY_GO_BACK))) {
        BudgetState meter = fresh.get(topUp.rule());
        if (meter != null) {
          meter.add(topUp);
        }
      }
      open.forEach(hold -> countIn(hold, fresh.values()));
      fresh.values().forEach(m -> m.count(clock.instant(), latest));
    } finally {
      lock.unlock();
    }
  }

  private void journal(Hold hold, List<TopUp> grown) {
    boolean done = false;
    try {
      journal.open(hold, grown);
      done = true;
    } finally {
      if (!done) {
        end(hold, Hold.State.NOT_TAKEN, hold.request().bound().zero());
        shrink(grown);
      }
    }
  }

  private void shrink(List<TopUp> grown) {
    lock.lock();
    try {
      grown.forEach(t -> byId(t.rule()).remove(t));
    } finally {
      lock.unlock();
    }
  }

  private HoldOutcome reserve(Hold hold, List<TopUp> grown, List<BudgetEvent> news) {
    Owners owners = hold.request().owners();
    long millis = hold.at().toEpochMilli();
    List<BudgetState> growing = new ArrayList<>(0);
    for (BudgetState meter : meters(owners)) {
      WindowCounter count = meter.count(hold.at(), latest);
      long micros = micros(meter, hold.request().bound(), hold.at());
      long shortfall = meter.shortfall(count, owners, micros, millis);
      if (shortfall > 0) {
        var more = meter.automatic(shortfall, count, hold.at());
        if (more.isEmpty()) {
          if (meter.rule().mode() == BudgetRule.Mode.HARD) {
            return refused(hold, meter, count, micros, news);
          }
          passed(hold, meter, count, news);
        } else {
          growing.add(meter);
          grown.add(more.get());
          news.add(new BudgetEvent.Grown(hold.at(), meter.rule(), more.get()));
        }
      }
      hold.shares().add(new Hold.Share(count, micros));
    }
    for (int i = 0; i < growing.size(); i++) {
      growing.get(i).add(grown.get(i));
    }
    hold.shares().forEach(s -> s.count().hold(owners, s.micros()));
    latest = hold.at().isAfter(latest) ? hold.at() : latest;
    open.add(hold);
    return new HoldOutcome.Held(hold);
  }

  private HoldOutcome refused(
      Hold hold, BudgetState meter, WindowCounter count, long micros, List<BudgetEvent> news) {
    news.clear();
    BudgetStatus now = standing(meter, count, hold.at().toEpochMilli());
    if (count.firstStop()) {
      news.add(
          new BudgetEvent.Stopped(hold.at(), meter.rule(), now.spent(), now.held(), now.limit()));
    }
    Money needed = new Money(micros, now.spent().currency());
    return new HoldOutcome.Refused(
        meter.rule(),
        now.stop(),
        now.spent(),
        now.held(),
        needed,
        now.resetsAt(),
        RefusalText.refused(now, needed, zone));
  }

  private static void passed(
      Hold hold, BudgetState meter, WindowCounter count, List<BudgetEvent> news) {
    meter.countWouldRefuse();
    if (count.firstStop()) {
      BudgetStatus now = standing(meter, count, hold.at().toEpochMilli());
      news.add(
          new BudgetEvent.Stopped(hold.at(), meter.rule(), now.spent(), now.held(), now.limit()));
    }
  }

  private void close(Hold hold, Hold.State to, Charge actual, Consumer<Tx> booking) {
    begin(hold);
    boolean done = false;
    try {
      journal.close(hold, actual, booking);
      done = true;
    } finally {
      if (!done) {
        stays(hold);
      }
    }
    end(hold, to, actual).forEach(events);
  }

  private void begin(Hold hold) {
    lock.lock();
    try {
      while (pauses > 0) {
        resumed.awaitUninterruptibly();
      }
      if (hold.state() != Hold.State.OPEN || hold.closing()) {
        throw new IllegalStateException(
            hold + " is not open" + (hold.closing() ? ": it is being closed" : ""));
      }
      hold.closing(true);
      closing++;
    } finally {
      lock.unlock();
    }
  }

  /** The booking failed: the hold stays open. */
  private void stays(Hold hold) {
    lock.lock();
    try {
      settled(hold, Hold.State.OPEN);
    } finally {
      lock.unlock();
    }
  }

  /** The hold is gone and {@code actual} is spent. */
  private List<BudgetEvent> end(Hold hold, Hold.State state, Charge actual) {
    List<BudgetEvent> news = new ArrayList<>(0);
    lock.lock();
    try {
      for (Hold.Share share : hold.shares()) {
        WindowCounter count = share.count();
        count.book(
            hold.request().owners(),
            hold.at().toEpochMilli(),
            share.micros(),
            micros(count.meter(), actual, hold.at()));
        warn(count, hold.at(), news);
      }
      open.remove(hold);
      settled(hold, state);
    } finally {
      lock.unlock();
    }
    return news;
  }

  private void settled(Hold hold, Hold.State state) {
    hold.become(state);
    if (hold.closing()) {
      hold.closing(false);
      closing--;
      if (closing == 0) {
        idle.signalAll();
      }
    }
  }

  private static void warn(WindowCounter count, Instant at, List<BudgetEvent> news) {
    BudgetRule rule = count.meter().rule();
    long limit = count.meter().limit(at.toEpochMilli());
    if (count.crossesWarning(BudgetRule.part(rule.warnAt(), limit))) {
      Money spent = new Money(count.spent(), rule.limit().currency());
      news.add(new BudgetEvent.Warned(at, rule, spent, new Money(limit, spent.currency())));
    }
  }

  private BudgetState kept(
      @Nullable BudgetState former, BudgetRule rule, Map<String, BudgetState> fresh) {
    if (former != null && former.rule().floors().equals(rule.floors())) {
      former.rule(rule);
      return former;
    }
    BudgetState meter = new BudgetState(rule, zone, spending);
    fresh.put(rule.id(), meter);
    return meter;
  }

  private void refuseUnknownMoney(Collection<BudgetRule> rules, ExchangeRates known) {
    LocalDate today = clock.instant().atZone(zone).toLocalDate();
    for (BudgetRule rule : rules) {
      if (!known.knows(known.plant(), rule.limit().currency(), today)) {
        throw new IllegalArgumentException(
            "the budget '"
                + rule.id()
                + "' needs an exchange rate between "
                + known.plant()
                + " and "
                + rule.limit().currency()
                + "; add one to exchange_rates with since: "
                + today
                + " or earlier");
      }
    }
  }

  private static void refuseTwins(Collection<BudgetRule> rules) {
    Set<String> ids = new HashSet<>();
    for (BudgetRule rule : rules) {
      if (!ids.add(rule.id())) {
        throw new IllegalArgumentException(
            "two budgets named '" + rule.id() + "'; keep one per owner, window and currency");
      }
    }
  }

  private void countIn(Hold hold, Collection<BudgetState> fresh) {
    for (BudgetState meter : fresh) {
      if (hold.request().owners().chain().contains(meter.rule().owner())) {
        WindowCounter count = meter.count(hold.at(), latest);
        long micros = micros(meter, hold.request().bound(), hold.at());
        count.hold(hold.request().owners(), micros);
        hold.shares().add(new Hold.Share(count, micros));
      }
    }
  }

  /**
   * Until no booking is on its way to the disk; new ones wait, so that this ends under load too.
   */
  private void awaitIdle() {
    pauses++;
    while (closing > 0) {
      idle.awaitUninterruptibly();
    }
    pauses--;
    resumed.signalAll();
  }

  private List<BudgetState> meters(Owners owners) {
    List<BudgetState> result = new ArrayList<>(8);
    for (Owner owner : owners.chain()) {
      List<BudgetState> own = meters.get(owner);
      if (own != null) {
        result.addAll(own);
      }
    }
    return result;
  }

  private BudgetState byId(String rule) {
    return meters.values().stream()
        .flatMap(List::stream)
        .filter(m -> m.rule().id().equals(rule))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no budget '"
                        + rule
                        + "'; they are named like 'team/vision month EUR'"));
  }

  private long micros(BudgetState meter, Charge charge, Instant at) {
    return rates.micros(charge, meter.rule().limit().currency(), at);
  }

  private BudgetStatus standing(BudgetState meter, Instant now) {
    return standing(meter, meter.count(now, latest), now.toEpochMilli());
  }

  private static BudgetStatus standing(BudgetState meter, WindowCounter count, long millis) {
    var currency = meter.rule().limit().currency();
    return new BudgetStatus(
        meter.rule(),
        new Money(meter.limit(millis), currency),
        new Money(meter.stop(millis), currency),
        new Money(count.spent(), currency),
        new Money(count.held(), currency),
        count.resetsAt(),
        meter.wouldRefuse());
  }
}
