package dev.andon.hub.budget;

import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One rule with its counts and top-ups. Guarded by the lock of {@link Budgets}. */
final class BudgetState {
  /** What is said of a sliding window is worth saying for so long at least. */
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  private static final Duration KEEP = Duration.ofDays(2);

  private final ZoneId zone;
  private final Spending spending;
  private final TreeMap<Instant, WindowCounter.Calendar> windows = new TreeMap<>();
  private final List<TopUp> topUps = new ArrayList<>();
  private BudgetRule rule;
  private WindowCounter.@Nullable Calendar current;
  private WindowCounter.@Nullable Rolling rolling;
  private long wouldRefuse;

  BudgetState(BudgetRule rule, ZoneId zone, Spending spending) {
    this.rule = rule;
    this.zone = zone;
    this.spending = spending;
  }

  /** The same rule and top-ups, with every count still to be made. */
  BudgetState uncounted() {
    BudgetState meter = new BudgetState(rule, zone, spending);
    meter.topUps.addAll(topUps);
    meter.wouldRefuse = wouldRefuse;
    return meter;
  }

  BudgetRule rule() {
    return rule;
  }

  void rule(BudgetRule changed) {
    rule = changed;
  }

  void add(TopUp topUp) {
    topUps.add(topUp);
  }

  /**
   * The manual top-ups as they are written; one that is being granted at this moment is added by
   * its own thread.
   */
  void takeIn(List<TopUp> written) {
    written.stream().filter(t -> !topUps.contains(t)).forEach(topUps::add);
  }

  void remove(TopUp topUp) {
    topUps.remove(topUp);
  }

  long wouldRefuse() {
    return wouldRefuse;
  }

  void countWouldRefuse() {
    wouldRefuse++;
  }

  /**
   * The count for {@code at}.
   *
   * @param latest no attempt is booked after this
   */
  WindowCounter count(Instant at, Instant latest) {
    return switch (rule.window()) {
      case BudgetWindow.Rolling window -> sliding(window, at, latest);
      case BudgetWindow.Calendar _, BudgetWindow.FiscalYear _, BudgetWindow.Shift _ ->
          calendar(at, latest);
    };
  }

  /** The count for {@code at} where one is in memory already. */
  Optional<WindowCounter> loaded(Instant at) {
    if (rolling != null) {
      return Optional.of(rolling);
    }
    return Optional.ofNullable(windows.floorEntry(at))
        .map(e -> e.getValue())
        .filter(c -> c.span().contains(at))
        .map(c -> c);
  }

  /** With the top-ups of that instant. */
  long limit(long millis) {
    long limit = rule.limit().micros();
    for (TopUp topUp : topUps) {
      limit = topUp.countsAt(millis) ? Math.addExact(limit, topUp.amount().micros()) : limit;
    }
    return limit;
  }

  /** What is never exceeded at that instant. */
  long stop(long millis) {
    return BudgetRule.part(rule.stopAt(), limit(millis));
  }

  /** How much {@code micros} is too much; 0 or less where it fits. */
  long shortfall(WindowCounter count, Owners owners, long micros, long millis) {
    return micros == 0 ? 0 : count.used() + micros + count.reservedFor(owners) - stop(millis);
  }

  /** How far it reaches for these owners. */
  BudgetOutlook outlook(WindowCounter count, Owners owners, Instant now) {
    long stop = stop(now.toEpochMilli());
    long free = Math.max(0, stop - count.used() - count.reservedFor(owners));
    Duration lasts =
        count
            .resetsAt()
            .map(end -> Duration.between(now, end))
            .orElseGet(() -> steadily(free, stop, now));
    return new BudgetOutlook(rule, new Money(free, rule.limit().currency()), lasts);
  }

  /** As long as a sliding window takes to pay so much, if it is spent evenly. */
  private Duration steadily(long free, long stop, Instant now) {
    Duration length = Duration.between(rule.window().span(now, zone).start(), now);
    Duration paid =
        stop == 0 ? length : Duration.ofMillis((long) ((double) length.toMillis() * free / stop));
    // Where nothing is left, that too holds for a while.
    return paid.compareTo(SHORTEST) > 0 ? paid : SHORTEST;
  }

  /** The automatic top-up that makes up for {@code shortfall}, if the contract reaches that far. */
  Optional<TopUp> automatic(long shortfall, WindowCounter count, Instant now) {
    return rule.autoTopUp()
        .flatMap(auto -> steps(auto, shortfall, now.toEpochMilli()))
        .map(amount -> grown(amount, count, now));
  }

  /**
   * As many whole steps as lift the stop by {@code shortfall}; empty where the ceiling is lower.
   */
  private Optional<Money> steps(BudgetRule.AutoTopUp auto, long shortfall, long millis) {
    long limit = limit(millis);
    long grown =
        topUps.stream()
            .filter(t -> t.automatic() && t.until().toEpochMilli() > millis)
            .mapToLong(t -> t.amount().micros())
            .sum();
    long room = auto.ceiling().micros() - rule.limit().micros() - grown;
    BigDecimal stop = BigDecimal.valueOf(Math.addExact(stop(millis), shortfall));
    long needed = stop.divide(rule.stopAt(), 0, RoundingMode.CEILING).longValueExact() - limit;
    long amount =
        Math.multiplyExact(Math.ceilDiv(needed, auto.step().micros()), auto.step().micros());
    return amount <= room
        ? Optional.of(new Money(amount, rule.limit().currency()))
        : Optional.empty();
  }

  /**
   * It counts for the whole window, so that a clock that goes back does not grow the limit twice.
   */
  private TopUp grown(Money amount, WindowCounter count, Instant now) {
    Span span = rule.window().span(now, zone);
    Instant until = count.resetsAt().orElseGet(() -> now.plus(Duration.between(span.start(), now)));
    return new TopUp(rule.id(), amount, "automatic step", "auto_top_up", span.start(), until, true);
  }

  private WindowCounter calendar(Instant at, Instant latest) {
    WindowCounter.Calendar hot = current;
    if (hot == null || !hot.span().contains(at)) {
      hot =
          loaded(at)
              .map(WindowCounter.Calendar.class::cast)
              .orElseGet(() -> load(rule.window().span(at, zone), latest));
      current = hot;
    }
    return hot;
  }

  private WindowCounter.Calendar load(Span span, Instant latest) {
    forgetBefore(span.start().minus(KEEP));
    WindowCounter.Calendar count = new WindowCounter.Calendar(this, span);
    if (!span.start().isAfter(latest)) {
      count.addSpent(0, sum(rule.owner(), span));
      for (Owner owner : rule.floors().keySet()) {
        count.useFloors(Owners.of(owner), sum(owner, span));
      }
    }
    windows.put(span.start(), count);
    return count;
  }

  private void forgetBefore(Instant start) {
    windows.values().removeIf(old -> old.span().end().isBefore(start) && !old.awaited());
  }

  private long sum(Owner owner, Span span) {
    return spending.spent(owner, rule.limit().currency(), span.start(), span.end()).stream()
        .mapToLong(Spending.Piece::micros)
        .reduce(0, Math::addExact);
  }

  private WindowCounter sliding(BudgetWindow.Rolling window, Instant at, Instant latest) {
    WindowCounter.Rolling count = rolling;
    if (count == null) {
      count = new WindowCounter.Rolling(this, window);
      rolling = count;
      count.slideTo(at.toEpochMilli());
      recount(count, window, at, latest);
    } else if (!count.slideTo(at.toEpochMilli())) {
      recount(count, window, at, latest);
    }
    return count;
  }

  private void recount(
      WindowCounter.Rolling count, BudgetWindow.Rolling window, Instant at, Instant latest) {
    Instant from = at.minus(window.length()).minusMillis(window.stepMillis());
    Instant to = latest.isAfter(at) ? latest.plusMillis(1) : at.plusMillis(1);
    count.recount(
        from.isAfter(latest)
            ? List.of()
            : spending.spent(rule.owner(), rule.limit().currency(), from, to));
  }
}
