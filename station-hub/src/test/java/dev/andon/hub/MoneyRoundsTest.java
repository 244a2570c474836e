package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.account.KeyHash;
import dev.andon.hub.account.Keys;
import dev.andon.hub.account.VirtualKey;
import dev.andon.hub.alert.Alert;
import dev.andon.hub.alert.Alerts;
import dev.andon.hub.alert.Anomalies;
import dev.andon.hub.billing.Billing;
import dev.andon.hub.budget.BudgetMeters;
import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.budget.BudgetWindow;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.ledger.LedgerEntry.Outcome;
import dev.andon.hub.ledger.Subject;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Charge;
import dev.andon.hub.price.ExchangeRates;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.request.Checked;
import dev.andon.hub.request.RequestId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MoneyRoundsTest {
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");
  private static final Currency EUR = Currency.getInstance("EUR");
  private static final Owner LINE = new Owner(Owner.Kind.LINE, "line-1");

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Instant now = Instant.parse("2026-11-20T10:30:00Z");

  @Test
  void a_round_takes_in_new_keys_shows_budgets_and_finds_unusual_spend() {
    try (HubStores stores = HubStores.open(folder, () -> now)) {
      BudgetRule rule =
          BudgetRule.hard(
              LINE,
              new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.MONTH),
              Money.parse("100", "EUR"));
      Alerts alerts = new Alerts(stores.money(), alert -> {}, registry);
      Billing billing =
          new Billing(
              stores.money(),
              "hub-1",
              new PriceBook("none", List.of(), Optional.empty()),
              ExchangeRates.none(EUR, ROME),
              List.of(rule),
              () -> now,
              alerts);
      Keys keys = keys(stores);
      String secret = keys(stores).issue(key()).secret();
      try (MoneyRounds rounds =
          new MoneyRounds(
              billing,
              keys,
              new BudgetMeters(billing.budgets(), registry),
              new Anomalies(stores.money(), ROME, Money.parse("1", "EUR")),
              alerts,
              () -> now)) {
        for (int day = 1; day <= 4; day++) {
          book(billing, now.minus(Duration.ofDays(day)), 1_000_000);
        }
        book(billing, now, 20_000_000);
        now = now.plus(Duration.ofHours(1));
        rounds.round();
        rounds.round();
      }
      alerts.close();
      assertThat(keys.find(secret)).isInstanceOf(Checked.Go.class);
      assertThat(registry.get("andon.budget.limit").tag("owner", "line/line-1").gauge().value())
          .isEqualTo(100);
      assertThat(alerts.latest(10)).extracting(Alert::kind).containsExactly(Alert.Kind.ANOMALY);
    }
  }

  private Keys keys(HubStores stores) {
    return new Keys(
        stores.money(),
        KeyHash.of(folder.resolve("key.salt")),
        List.of(),
        () -> now,
        new Random(4));
  }

  private static VirtualKey key() {
    return new VirtualKey(
        "vk_new",
        Owners.of(LINE),
        List.of("*"),
        List.of(),
        Optional.empty(),
        false,
        false,
        List.of(),
        Map.of(),
        VirtualKey.Managed.API,
        Optional.empty(),
        false);
  }

  private static void book(Billing billing, Instant at, long micros) {
    Charge charge = Charge.same(new Money(micros, EUR));
    Subject subject = Subject.of(Owners.of(LINE), "", "openai/m", "p", charge);
    RequestId id = RequestId.create(at.toEpochMilli(), new Random(micros));
    billing
        .ledger()
        .append(LedgerEntry.of(id, 1, at, subject, Outcome.ANSWERED, TokenUsage.NONE, charge));
  }
}
