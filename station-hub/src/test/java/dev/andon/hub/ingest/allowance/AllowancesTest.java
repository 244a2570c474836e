package dev.andon.hub.ingest.allowance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.account.Roster;
import dev.andon.hub.budget.BudgetOutlook;
import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.budget.BudgetWindow;
import dev.andon.hub.ingest.FakeLink;
import dev.andon.hub.ingest.Ingest;
import dev.andon.hub.ingest.station.Stations;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.request.Caller;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import dev.andon.hub.time.SteadyClock;
import dev.andon.wire.StationAllowance;
import dev.andon.wire.StationAllowance.Limited;
import dev.andon.wire.StationAllowance.Unlimited;
import dev.andon.wire.StationId;
import dev.andon.wire.StationState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stations are told about money, and when. */
final class AllowancesTest {
  private static final StationId ONE = StationId.parse("plant-1/line-1/cam-1");
  private static final StationId TWO = StationId.parse("plant-1/line-1/cam-2");
  private static final Owner LINE = new Owner(Owner.Kind.LINE, "line-1");
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir Path folder;
  private final FakeLink link = new FakeLink();
  private final Stations stations = new Stations();
  private final List<BudgetOutlook> budgets = new ArrayList<>();
  private Owner broken = new Owner(Owner.Kind.STATION, "nobody");
  private long nanos;
  private Instant start = NOON;
  private Roster roster = Roster.open("plant-1");
  private Store store;
  private SteadyClock clock;
  private StationCosts costs;
  private Allowances allowances;

  @BeforeEach
  void open() {
    store =
        Store.open(
            StoreSettings.of(folder.resolve("hub.db")), Ingest.MIGRATIONS, Clock.systemUTC());
    startHub();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void startHub() {
    clock = new SteadyClock(() -> start.plusNanos(nanos), () -> nanos);
    costs = new StationCosts(() -> nanos);
    allowances =
        new Allowances(
            new Purse(), costs, new AllowanceNumbers(store), stations, () -> roster, link, clock);
  }

  /** Every budget binds every station. */
  private final class Purse implements StationPurse {
    @Override
    public Optional<Owners> owners(Caller.Station station) {
      return Optional.of(Owners.of(new Owner(Owner.Kind.STATION, station.station()), LINE));
    }

    @Override
    public List<BudgetOutlook> outlook(Owners owners) {
      if (owners.chain().contains(broken)) {
        throw new IllegalStateException("its budget cannot be read, on purpose");
      }
      return budgets.stream()
          .filter(budget -> owners.chain().contains(budget.rule().owner()))
          .toList();
    }

    @Override
    public Money inPlantCurrency(Money money) {
      return money;
    }
  }

  private void budget(Owner owner, String free, Duration lasts) {
    BudgetRule rule =
        BudgetRule.hard(
            owner,
            new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.DAY),
            Money.parse("100", "EUR"));
    budgets.removeIf(known -> known.rule().owner().equals(owner));
    budgets.add(new BudgetOutlook(rule, Money.parse(free, "EUR"), lasts));
  }

  private void connects(StationId station) {
    stations.state(new StationState(station, true, UUID.randomUUID(), NOON), NOON);
  }

  private void costs(StationId station, long micros) {
    for (int i = 0; i < 10; i++) {
      costs.note(station, micros);
    }
  }

  private void after(Duration time) {
    nanos += time.toNanos();
    clock.look();
    allowances.round();
  }

  private List<StationAllowance> told() {
    return link.sent.stream()
        .map(FakeLink.Sent::message)
        .filter(StationAllowance.class::isInstance)
        .map(StationAllowance.class::cast)
        .toList();
  }

  private Limited last() {
    return (Limited) told().getLast().extent();
  }

  @Test
  void a_station_is_told_what_its_budget_pays_for_when_it_connects_and_when_it_comes_back() {
    budget(LINE, "1.25", Duration.ofHours(2));
    costs(ONE, 1_000);
    connects(ONE);

    allowances.round();

    assertThat(link.sent.getLast().topic()).isEqualTo("andon/v1/plant-1/line-1/cam-1/down/config");
    assertThat(last())
        .isEqualTo(new Limited("line/line-1 day EUR", 7_200_000, 1_250_000, "EUR", 1_000, 1_250));
    allowances.round();
    assertThat(told()).hasSize(1);
    connects(ONE);
    allowances.round();
    assertThat(told()).hasSize(2);
  }

  @Test
  void the_budget_that_binds_most_is_the_one_that_lasts_least_at_its_pace() {
    budget(LINE, "100", Duration.ofDays(30));
    budget(new Owner(Owner.Kind.STATION, "cam-1"), "2", Duration.ofHours(4));
    costs(ONE, 1_000);
    connects(ONE);

    allowances.round();
    assertThat(last().budget()).isEqualTo("line/line-1 day EUR");

    budget(new Owner(Owner.Kind.STATION, "cam-1"), "0.1", Duration.ofHours(4));
    after(Duration.ofSeconds(1));
    assertThat(last().budget()).isEqualTo("station/cam-1 day EUR");
    assertThat(last().escalations()).isEqualTo(100);
  }

  @Test
  void spending_is_told_every_ten_seconds_at_most_and_new_money_at_once() {
    budget(LINE, "10", Duration.ofHours(8));
    costs(ONE, 1_000);
    connects(ONE);
    allowances.round();

    budget(LINE, "9", Duration.ofHours(8).minusSeconds(5));
    after(Duration.ofSeconds(5));
    assertThat(told()).hasSize(1);
    budget(LINE, "8", Duration.ofHours(8).minusSeconds(10));
    after(Duration.ofSeconds(5));
    assertThat(last().escalations()).isEqualTo(8_000);

    budget(LINE, "20", Duration.ofHours(8).minusSeconds(11));
    after(Duration.ofSeconds(1));
    assertThat(last().escalations()).as("the cap was raised").isEqualTo(20_000);
  }

  @Test
  void a_window_that_begins_anew_is_told_at_once_whatever_was_spent() {
    budget(LINE, "10", Duration.ofSeconds(3));
    costs(ONE, 1_000);
    connects(ONE);
    allowances.round();

    budget(LINE, "10", Duration.ofHours(24));
    after(Duration.ofSeconds(4));

    assertThat(told()).hasSize(2);
    assertThat(last().windowLeftMs()).isEqualTo(86_400_000);
  }

  @Test
  void another_price_changes_how_many_fit_within_a_few_answers() {
    budget(LINE, "10", Duration.ofHours(8));
    for (int i = 0; i < 200; i++) {
      costs.note(ONE, 1_000);
    }
    connects(ONE);
    allowances.round();
    assertThat(last().escalations()).isEqualTo(10_000);

    costs.pricesChanged();
    costs(ONE, 2_000);
    after(Duration.ofSeconds(10));

    assertThat(last().typicalMicros()).isBetween(1_600L, 1_999L);
    assertThat(last().escalations()).isLessThan(6_251);
  }

  @Test
  void stations_share_their_lines_budget_half_evenly_and_half_by_what_they_ask() {
    budget(LINE, "10", Duration.ofHours(8));
    for (int i = 0; i < 30; i++) {
      costs.note(ONE, 1_000);
    }
    costs(TWO, 1_000);
    connects(ONE);
    connects(TWO);

    allowances.round();

    assertThat(told())
        .extracting(each -> ((Limited) each.extent()).escalations())
        .containsExactly(6_250L, 3_750L);
  }

  @Test
  void where_no_budget_binds_or_answers_cost_nothing_the_station_is_told_so() {
    connects(ONE);
    allowances.round();
    assertThat(told().getLast().extent()).isEqualTo(new Unlimited());

    budget(LINE, "10", Duration.ofHours(8));
    costs(ONE, 0);
    after(Duration.ofSeconds(1));
    assertThat(told()).hasSize(1);

    costs(ONE, 1_000);
    after(Duration.ofSeconds(1));
    assertThat(last().escalations()).isEqualTo(20_000);
  }

  @Test
  void nothing_is_said_before_anybody_knows_what_an_escalation_costs() {
    budget(LINE, "10", Duration.ofHours(8));
    connects(ONE);
    allowances.round();
    assertThat(told()).isEmpty();

    costs.note(TWO, 2_000);
    after(Duration.ofSeconds(1));
    assertThat(last().escalations()).as("as the plant's others").isEqualTo(5_000);
  }

  @Test
  void a_budget_that_is_gone_is_told_as_nothing_left() {
    budget(LINE, "0", Duration.ofHours(8));
    costs(ONE, 1_000);
    connects(ONE);
    allowances.round();
    assertThat(last().escalations()).isZero();
  }

  @Test
  void numbers_grow_over_a_restart_and_over_a_clock_that_was_set_back() {
    connects(ONE);
    allowances.round();
    long before = told().getLast().number();

    start = NOON.minus(Duration.ofDays(1));
    startHub();
    allowances.round();

    assertThat(told()).hasSize(2);
    assertThat(told().getLast().number()).isGreaterThan(before);
  }

  @Test
  void a_station_that_the_plant_no_longer_has_loses_what_the_broker_keeps_for_it() {
    connects(ONE);
    allowances.round();

    roster =
        new Roster("plant-1", Set.of(), List.of(new Roster.Named(Optional.of("line-1"), "cam-2")));
    after(Duration.ofSeconds(1));
    after(Duration.ofSeconds(1));

    assertThat(link.cleared).containsExactly("andon/v1/plant-1/line-1/cam-1/down/config");
  }

  @Test
  void a_station_that_is_down_is_told_nothing_and_a_broker_that_was_away_everything_again() {
    connects(ONE);
    allowances.round();
    stations.state(new StationState(ONE, false, UUID.randomUUID(), NOON), NOON);
    after(Duration.ofSeconds(1));
    assertThat(told()).hasSize(1);

    connects(ONE);
    after(Duration.ofSeconds(1));
    link.connected = false;
    after(Duration.ofSeconds(1));
    link.connected = true;
    after(Duration.ofSeconds(1));
    assertThat(told()).hasSize(3);
  }

  /** What a station took off for a question that was never paid comes back to it. */
  @Test
  void what_has_not_changed_is_said_again_every_three_minutes() {
    Duration window = Duration.ofHours(2);
    budget(LINE, "1.25", window);
    costs(ONE, 1_000);
    connects(ONE);
    allowances.round();
    for (int second = 1; second < 180; second++) {
      budget(LINE, "1.25", window.minusSeconds(second));
      after(Duration.ofSeconds(1));
    }
    assertThat(told()).hasSize(1);
    budget(LINE, "1.25", window.minusSeconds(180));
    after(Duration.ofSeconds(1));
    assertThat(told()).hasSize(2);
    assertThat(last().escalations()).isEqualTo(1_250);
  }

  @Test
  void a_station_that_cannot_be_told_keeps_no_other_from_hearing_and_is_told_later() {
    budget(LINE, "1.25", Duration.ofHours(2));
    costs(ONE, 1_000);
    costs(TWO, 1_000);
    connects(ONE);
    connects(TWO);
    broken = new Owner(Owner.Kind.STATION, "cam-1");
    allowances.round();
    assertThat(link.sent)
        .extracting(FakeLink.Sent::topic)
        .allMatch(topic -> topic.contains("cam-2"));
    assertThat(told()).hasSize(1);
    broken = new Owner(Owner.Kind.STATION, "nobody");
    allowances.round();
    assertThat(link.sent)
        .extracting(FakeLink.Sent::topic)
        .anyMatch(topic -> topic.contains("cam-1"));
  }
}
