package dev.andon.hub.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.price.ExchangeRates;
import dev.andon.hub.request.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How long what is left of a sliding window has to do. */
final class BudgetOutlookTest {
  private static final Currency EUR = Currency.getInstance("EUR");
  private static final Owner LINE = new Owner(Owner.Kind.LINE, "line-1");
  private static final Owners PAYER = Owners.of(LINE);

  private final Instant now = Instant.parse("2026-11-28T12:00:00Z");
  private final ExchangeRates rates = new ExchangeRates(EUR, ZoneId.of("Europe/Rome"), List.of());
  private final MemoryBooks books = new MemoryBooks(rates);
  private final Budgets budgets =
      new Budgets(
          List.of(
              BudgetRule.hard(
                  LINE, new BudgetWindow.Rolling(Duration.ofHours(4)), Money.parse("1", "EUR"))),
          rates,
          ZoneId.of("Europe/Rome"),
          books,
          books,
          () -> now,
          event -> {});
  private int spent;

  private BudgetOutlook after(String amount) {
    var charge = rates.charge(Money.parse(amount, "EUR"), now);
    RequestId id = RequestId.create(now.toEpochMilli() + spent++, new Random(spent));
    HoldOutcome held = budgets.hold(new HoldRequest(id, 1, PAYER, "", "m", "", charge));
    budgets.settle(((HoldOutcome.Held) held).hold(), charge, tx -> {});
    return budgets.outlook(PAYER).getFirst();
  }

  @Test
  void half_of_the_money_has_to_do_for_half_of_the_window() {
    assertThat(after("0.5").lasts()).isEqualTo(Duration.ofHours(2));
  }

  /** A word that lasts no time is believed by no station, and would be said again at once. */
  @Test
  void where_nothing_is_left_that_holds_for_a_minute() {
    BudgetOutlook outlook = after("1");
    assertThat(outlook.free()).isEqualTo(Money.parse("0", "EUR"));
    assertThat(outlook.lasts()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void what_is_nearly_nothing_holds_for_a_minute_too() {
    assertThat(after("0.999").lasts()).isEqualTo(Duration.ofMinutes(1));
  }
}
