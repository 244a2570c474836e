package dev.andon.hub.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.hub.budget.BudgetEvent;
import dev.andon.hub.budget.BudgetMeters;
import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.budget.BudgetStatus;
import dev.andon.hub.budget.BudgetWindow;
import dev.andon.hub.budget.SqlHoldJournal;
import dev.andon.hub.budget.TopUp;
import dev.andon.hub.ledger.BookedEntry;
import dev.andon.hub.ledger.LedgerEntry.Outcome;
import dev.andon.hub.ledger.LedgerReader;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Quote;
import dev.andon.hub.price.RequestShape;
import dev.andon.hub.request.Checked;
import dev.andon.hub.request.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BillingTest {
  private static final Owner MARCO = new Owner(Owner.Kind.KEY, "vk_marco");
  private static final Owner VISION = new Owner(Owner.Kind.TEAM, "vision-research");
  private static final Owners OWNERS =
      Owners.of(MARCO, VISION, new Owner(Owner.Kind.PLANT, "bologna"));
  private static final BudgetWindow MONTH =
      new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.MONTH);
  private static final TokenUsage USAGE = TokenUsage.of(1_000, 100);

  @TempDir Path folder;

  @Test
  void an_answered_attempt_is_booked_at_its_cost_on_every_owner() {
    try (TestBilling test = billing(rule(MARCO, "10"), rule(VISION, "20"))) {
      Money cost = test.hold(OWNERS).value().settle(USAGE, Outcome.ANSWERED);
      assertThat(cost).isEqualTo(Money.parse("0.001800", "EUR"));
      long price = test.store.read(tx -> tx.number("SELECT SUM(price_micros) FROM ledger"));
      assertThat(price).as("0.002 USD").isEqualTo(2_000);
      assertThat(test.billing.standing(OWNERS))
          .extracting(BudgetStatus::spent)
          .containsOnly(Money.parse("0.0018", "EUR"));
      assertThat(test.billing.standing(OWNERS)).extracting(s -> s.held().micros()).containsOnly(0L);
      assertThat(test.ledgerSum()).isEqualTo(1_800);
    }
  }

  @Test
  void two_hundred_callers_with_money_for_seven_get_exactly_seven_calls() throws Exception {
    try (TestBilling test = billing(rule(VISION, "0"))) {
      long bound = test.quote().bound().cost().micros();
      test.rules(
          List.of(BudgetRule.hard(VISION, MONTH, Money.ofMicros(7 * bound + bound / 2, "EUR"))));
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Checked<Payment>>> all =
            IntStream.range(0, 200)
                .mapToObj(i -> executor.submit(() -> test.hold(OWNERS)))
                .toList();
        assertThat(all.stream().map(BillingTest::join).filter(Checked.Go.class::isInstance))
            .hasSize(7);
      }
    }
  }

  @Test
  void a_refusal_says_whose_cap_how_much_and_until_when() {
    try (TestBilling test =
        billing(rule(MARCO, "220"), BudgetRule.hard(VISION, MONTH, Money.parse("0.001", "EUR")))) {
      Refusal.Budget refused = (Refusal.Budget) test.hold(OWNERS).refusal();
      assertThat(refused.scope()).isEqualTo("team/vision-research month EUR");
      assertThat(refused.resetsAt()).contains(Instant.parse("2026-11-30T23:00:00Z"));
      assertThat(refused.message())
          .contains("month budget of team/vision-research is used up")
          .contains("1 December 2026 00:00 CET");
      assertThat(test.billing.budgets().open()).isEmpty();
    }
  }

  @Test
  void after_a_crash_a_dispatched_hold_is_booked_at_its_bound_and_once() {
    TestBilling test = billing(rule(VISION, "20"));
    Quote quote = test.quote();
    test.hold(OWNERS).value();
    test.hold(OWNERS).value().settle(USAGE, Outcome.ANSWERED);
    test.crash();
    for (int restart = 0; restart < 2; restart++) {
      try (TestBilling again = billing(rule(VISION, "20"))) {
        assertThat(again.ledgerSum()).isEqualTo(1_800 + quote.bound().cost().micros());
        assertThat(again.count("OUTCOME_UNKNOWN")).isEqualTo(1);
        assertThat(again.billing.standing(OWNERS).getFirst().spent().micros())
            .isEqualTo(again.ledgerSum());
      }
    }
  }

  @Test
  void a_payment_ends_once() {
    try (TestBilling test = billing(rule(VISION, "20"))) {
      Payment payment = test.hold(OWNERS).value();
      payment.settle(USAGE, Outcome.ANSWERED);
      assertThatThrownBy(() -> payment.unknown()).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> payment.settle(USAGE, Outcome.ANSWERED))
          .isInstanceOf(IllegalStateException.class);
      assertThat(test.ledgerSum()).isEqualTo(1_800);
    }
  }

  @Test
  void usage_above_the_bound_is_booked_in_full_and_raises_an_alarm() {
    try (TestBilling test = billing(rule(VISION, "20"))) {
      test.hold(OWNERS).value().settle(TokenUsage.of(1_000_000, 1_000_000), Outcome.ANSWERED);
      assertThat(test.events).anyMatch(BudgetEvent.AboveBound.class::isInstance);
      assertThat(test.billing.standing(OWNERS).getFirst().spent())
          .isEqualTo(Money.parse("9.9", "EUR"));
    }
  }

  @Test
  void a_cache_hit_is_free_on_an_exhausted_budget_and_says_what_it_saved() {
    try (TestBilling test = billing(BudgetRule.hard(VISION, MONTH, Money.ofMicros(0, "EUR")))) {
      assertThat(test.hold(OWNERS)).isInstanceOf(Checked.Stop.class);
      test.billing.hit(test.id(), OWNERS, "", TestBilling.MODEL, USAGE);
      assertThat(test.count("HIT")).isEqualTo(1);
      assertThat(test.ledgerSum()).isZero();
    }
  }

  @Test
  void a_dollar_cap_and_a_euro_cap_stand_side_by_side() {
    Owner acme = new Owner(Owner.Kind.CUSTOMER, "acme_corp");
    Owners owners = OWNERS.with(acme);
    try (TestBilling test =
        billing(BudgetRule.hard(acme, MONTH, Money.parse("200", "USD")), rule(VISION, "150"))) {
      test.hold(owners).value().settle(USAGE, Outcome.ANSWERED);
      assertThat(test.billing.standing(owners))
          .extracting(s -> s.spent().toString())
          .containsExactly("0.0018 EUR", "0.002 USD");
    }
  }

  @Test
  void a_clamped_quote_is_the_largest_that_still_fits() {
    try (TestBilling test = billing(BudgetRule.hard(VISION, MONTH, Money.parse("0.01", "EUR")))) {
      Quote whole =
          test.billing.quote(TestBilling.MODEL, TestBilling.SHAPE_WITHOUT_LIMIT).orElseThrow();
      Quote clamped =
          test.billing
              .quoteThatFits(TestBilling.MODEL, TestBilling.SHAPE_WITHOUT_LIMIT, OWNERS)
              .orElseThrow();
      assertThat(clamped.outputTokens()).isPositive().isLessThan(whole.outputTokens());
      assertThat(clamped.bound().cost()).isLessThanOrEqualTo(Money.parse("0.01", "EUR"));
      assertThat(test.hold(OWNERS, clamped)).isInstanceOf(Checked.Go.class);
    }
  }

  @Test
  void a_cap_of_220_with_a_stop_at_90_percent_ends_at_198() {
    BudgetRule rule = rule(MARCO, "220").withStopAt(new BigDecimal("0.9"));
    try (TestBilling test = billing(rule)) {
      Quote quote =
          test.billing
              .quote(
                  TestBilling.MODEL,
                  new RequestShape(100_000, 1, List.of(), 128, OptionalInt.of(16_000), false))
              .orElseThrow();
      long granted = 0;
      while (test.hold(OWNERS, quote) instanceof Checked.Go<Payment>(Payment payment)) {
        var _ = payment.unknown();
        granted++;
      }
      assertThat(granted).isPositive();
      assertThat(test.ledgerSum())
          .isBetween(198_000_000 - quote.bound().cost().micros(), 198_000_000L);
      assertThat(test.events)
          .anyMatch(BudgetEvent.Warned.class::isInstance)
          .anyMatch(BudgetEvent.Stopped.class::isInstance);
      assertThat(test.billing.standing(OWNERS).getFirst().stop())
          .isEqualTo(Money.parse("198", "EUR"));
    }
  }

  @Test
  void a_correction_is_an_entry_of_its_own_and_frees_the_budget_at_once() {
    try (TestBilling test = billing(rule(VISION, "20"))) {
      Payment payment = test.hold(OWNERS).value();
      var _ = payment.unknown();
      long bound = test.ledgerSum();
      LedgerReader ledger = new LedgerReader(test.store);
      BookedEntry wrong = ledger.of(payment.hold().request().request()).getFirst();
      test.billing.correct(
          wrong, wrong.charge().price().negated(), "operator: the provider never saw it");
      test.billing.correct(wrong, Money.ofMicros(1_000, "USD"), "operator: it did, briefly");
      assertThat(ledger.of(wrong.request()))
          .extracting(BookedEntry::attempt)
          .containsExactly(1, -1, -2);
      assertThat(test.ledgerSum()).isEqualTo(900).isLessThan(bound);
      assertThat(test.billing.standing(OWNERS).getFirst().spent().micros()).isEqualTo(900);
    }
  }

  @Test
  void a_top_up_written_by_another_process_counts_after_the_next_round() {
    BudgetRule rule = BudgetRule.hard(VISION, MONTH, Money.ofMicros(0, "EUR"));
    try (TestBilling test = billing(rule)) {
      assertThat(test.hold(OWNERS)).isInstanceOf(Checked.Stop.class);
      TopUp topUp =
          new TopUp(
              rule.id(),
              Money.parse("1", "EUR"),
              "rush order",
              "Ada",
              test.now,
              test.now.plusSeconds(3_600),
              false);
      new SqlHoldJournal(test.store, "desk").topUp(topUp);
      var _ = test.billing.rollUp();
      var _ = test.billing.rollUp();
      assertThat(test.billing.standing(OWNERS).getFirst().limit())
          .isEqualTo(Money.parse("1", "EUR"));
      assertThat(test.hold(OWNERS)).isInstanceOf(Checked.Go.class);
      test.now = test.now.plusSeconds(3_600);
      assertThat(test.hold(OWNERS)).isInstanceOf(Checked.Stop.class);
    }
  }

  @Test
  void sums_read_from_roll_ups_and_from_entries_are_the_same_after_a_restart() {
    BudgetRule shift =
        BudgetRule.hard(
            VISION, new BudgetWindow.Rolling(Duration.ofHours(3)), Money.parse("20", "EUR"));
    BudgetRule foreign = BudgetRule.hard(VISION, MONTH, Money.parse("20", "CHF"));
    List<BudgetRule> rules = List.of(rule(VISION, "20"), shift, foreign);
    List<BudgetStatus> before;
    try (TestBilling test = new TestBilling(folder, rules)) {
      for (int i = 0; i < 60; i++) {
        test.now = test.now.plusSeconds(211);
        var _ = test.hold(OWNERS).value().settle(TokenUsage.of(100 + i, i), Outcome.ANSWERED);
        if (i == 30) {
          assertThat(test.billing.rollUp()).isEqualTo(31);
        }
      }
      before = test.billing.standing(OWNERS);
    }
    try (TestBilling again = new TestBilling(folder, rules)) {
      again.now = Instant.parse("2026-11-20T10:00:00Z").plusSeconds(60 * 211);
      again.rules(rules);
      assertThat(again.billing.standing(OWNERS).get(0).spent()).isEqualTo(before.get(0).spent());
      assertThat(again.billing.standing(OWNERS).get(2).spent()).isEqualTo(before.get(2).spent());
    }
  }

  @Test
  void every_budget_is_a_gauge_with_what_it_spent_and_may_spend() {
    try (TestBilling test = billing(rule(MARCO, "220"), rule(VISION, "1800"))) {
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      BudgetMeters meters = new BudgetMeters(test.billing.budgets(), registry);
      Payment open = test.hold(OWNERS).value();
      var _ = test.hold(OWNERS).value().settle(USAGE, Outcome.ANSWERED);
      meters.refresh();
      assertThat(registry.get("andon.budget.spent").tag("owner", "key/vk_marco").gauge().value())
          .isEqualTo(0.0018);
      assertThat(
              registry
                  .get("andon.budget.held")
                  .tag("owner", "team/vision-research")
                  .gauge()
                  .value())
          .isPositive();
      assertThat(
              registry
                  .get("andon.budget.limit")
                  .tag("owner", "team/vision-research")
                  .gauge()
                  .value())
          .isEqualTo(1800);
      assertThat(registry.get("andon.holds.open").gauge().value()).isEqualTo(1);
      open.free();
      assertThat(registry.get("andon.holds.open").gauge().value()).isZero();
    }
  }

  @Test
  void a_budget_in_money_without_an_exchange_rate_is_refused_at_once() {
    BudgetRule yen = BudgetRule.hard(VISION, MONTH, Money.parse("20", "JPY"));
    try (TestBilling test = billing(rule(VISION, "20"))) {
      assertThatThrownBy(() -> test.rules(List.of(yen)))
          .hasMessageContaining("'team/vision-research month JPY' needs an exchange rate");
      assertThat(test.hold(OWNERS)).isInstanceOf(Checked.Go.class);
    }
  }

  @Test
  void a_chatty_line_cannot_starve_another_of_its_protected_floor() {
    Owner plant = new Owner(Owner.Kind.PLANT, "bologna");
    Owner quiet = new Owner(Owner.Kind.LINE, "quiet");
    Owners chatty = Owners.of(new Owner(Owner.Kind.LINE, "chatty"), plant);
    long bound = bound();
    BudgetRule rule =
        BudgetRule.hard(plant, MONTH, Money.ofMicros(5 * bound, "EUR"))
            .withFloors(Map.of(quiet, Money.ofMicros(2 * bound, "EUR")));
    try (TestBilling test = billing(rule)) {
      for (int i = 0; i < 3; i++) {
        assertThat(test.hold(chatty)).isInstanceOf(Checked.Go.class);
      }
      assertThat(test.hold(chatty)).as("two are kept free").isInstanceOf(Checked.Stop.class);
      Owners other = Owners.of(quiet, plant);
      assertThat(test.hold(other)).isInstanceOf(Checked.Go.class);
      assertThat(test.hold(chatty)).as("one is").isInstanceOf(Checked.Stop.class);
      assertThat(test.hold(other)).isInstanceOf(Checked.Go.class);
      assertThat(test.hold(other)).isInstanceOf(Checked.Stop.class);
    }
  }

  @Test
  void a_contract_grows_in_steps_up_to_its_ceiling_and_no_further() {
    long bound = bound();
    BudgetRule rule =
        BudgetRule.hard(VISION, MONTH, Money.ofMicros(bound, "EUR"))
            .withAutoTopUp(
                new BudgetRule.AutoTopUp(
                    Money.ofMicros(bound, "EUR"), Money.ofMicros(3 * bound, "EUR")));
    try (TestBilling test = billing(rule)) {
      for (int i = 0; i < 3; i++) {
        assertThat(test.hold(OWNERS)).isInstanceOf(Checked.Go.class);
      }
      assertThat(test.hold(OWNERS)).isInstanceOf(Checked.Stop.class);
      assertThat(test.billing.standing(OWNERS).getFirst().limit()).isEqualTo(test.euros(3 * bound));
      assertThat(test.events.stream().filter(BudgetEvent.Grown.class::isInstance)).hasSize(2);
    }
  }

  @Test
  void a_shadow_budget_refuses_nothing_and_counts_what_it_would_have_refused() {
    BudgetRule rule =
        BudgetRule.hard(VISION, MONTH, Money.ofMicros(bound(), "EUR"))
            .withMode(BudgetRule.Mode.SHADOW);
    try (TestBilling test = billing(rule)) {
      for (int i = 0; i < 4; i++) {
        assertThat(test.hold(OWNERS)).isInstanceOf(Checked.Go.class);
      }
      assertThat(test.billing.standing(OWNERS).getFirst().wouldRefuse()).isEqualTo(3);
    }
  }

  private long bound() {
    try (TestBilling test = billing()) {
      return test.quote().bound().cost().micros();
    }
  }

  @Test
  void a_model_without_a_price_gets_no_quote() {
    try (TestBilling test = billing(rule(VISION, "20"))) {
      assertThat(test.billing.quote("openai/unheard-of", TestBilling.SHAPE)).isEmpty();
    }
  }

  private TestBilling billing(BudgetRule... rules) {
    return new TestBilling(folder, List.of(rules));
  }

  private static BudgetRule rule(Owner owner, String euros) {
    return BudgetRule.hard(owner, MONTH, Money.parse(euros, "EUR"));
  }

  private static <T> T join(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
