package dev.andon.sandbox.bench.money;

import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.budget.BudgetWindow;
import dev.andon.hub.budget.BudgetWindow.Calendar.Unit;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.price.ExchangeRate;
import dev.andon.hub.price.ExchangeRates;
import dev.andon.hub.price.ImageRule;
import dev.andon.hub.price.Price;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.price.RequestShape;
import dev.andon.hub.price.TokenRates;
import dev.andon.hub.request.RequestId;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** One plant with four budgets above every call, prices in dollars and a ledger in euros. */
final class BenchPlant {
  static final String MODEL = "openai/bench";
  static final ZoneId ZONE = ZoneId.of("Europe/Rome");
  static final Currency EUR = Currency.getInstance("EUR");
  static final Currency USD = Currency.getInstance("USD");
  static final Owners OWNERS =
      Owners.of(
          new Owner(Owner.Kind.KEY, "vk_bench"),
          new Owner(Owner.Kind.STATION, "station-1"),
          new Owner(Owner.Kind.LINE, "line-1"),
          new Owner(Owner.Kind.PLANT, "plant-1"));
  static final RequestShape SHAPE =
      new RequestShape(
          1_200, 2, List.of(RequestShape.Image.of(1280, 720)), 1, OptionalInt.of(300), false);
  private static final LocalDate SINCE = LocalDate.parse("2020-01-01");

  private BenchPlant() {}

  static PriceBook prices() {
    TokenRates rates =
        new TokenRates(
            150_000, 75_000, 150_000, 150_000, 600_000, OptionalLong.empty(), OptionalLong.empty());
    return new PriceBook(
        "bench",
        List.of(
            new Price(
                MODEL,
                SINCE,
                USD,
                rates,
                Optional.empty(),
                0,
                128_000,
                16_384,
                new ImageRule.OpenAiTiles(2833, 5667))),
        Optional.empty());
  }

  static ExchangeRates rates() {
    return new ExchangeRates(
        EUR, ZONE, List.of(new ExchangeRate(USD, EUR, new BigDecimal("0.92"), SINCE)));
  }

  static List<BudgetRule> rules() {
    BudgetWindow month = new BudgetWindow.Calendar(Unit.MONTH);
    return OWNERS.chain().stream()
        .map(owner -> BudgetRule.hard(owner, month, Money.parse("1000000000", "EUR")))
        .toList();
  }

  static RequestId id() {
    return RequestId.create(System.currentTimeMillis(), ThreadLocalRandom.current());
  }
}
