package dev.andon.hub.billing;

import dev.andon.hub.budget.BudgetEvent;
import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.budget.HoldRequest;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owners;
import dev.andon.hub.price.ExchangeRate;
import dev.andon.hub.price.ExchangeRates;
import dev.andon.hub.price.ImageRule;
import dev.andon.hub.price.Price;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.price.Quote;
import dev.andon.hub.price.RequestShape;
import dev.andon.hub.price.TestRates;
import dev.andon.hub.request.Checked;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Billing on a real file, with one priced model at 1 USD in and 10 USD out per million, and 0.9 EUR
 * a dollar.
 */
public final class TestBilling implements AutoCloseable {
  public static final String MODEL = "openai/test-model";
  public static final RequestShape SHAPE =
      new RequestShape(800, 2, List.of(), 1, OptionalInt.of(500), false);
  public static final RequestShape SHAPE_WITHOUT_LIMIT =
      new RequestShape(800, 2, List.of(), 1, OptionalInt.empty(), false);
  public static final ZoneId ROME = ZoneId.of("Europe/Rome");
  static final Currency EUR = Currency.getInstance("EUR");
  static final Currency USD = Currency.getInstance("USD");

  public final List<BudgetEvent> events = new CopyOnWriteArrayList<>();
  public final Store store;
  public final Billing billing;
  public volatile Instant now = Instant.parse("2026-11-20T10:00:00Z");
  private final Random random;

  public TestBilling(Path folder, Collection<BudgetRule> rules) {
    this(folder, rules, 7);
  }

  /** Ids differ with the seed. */
  public TestBilling(Path folder, Collection<BudgetRule> rules, long seed) {
    this.random = new Random(seed);
    this.store =
        Store.open(StoreSettings.of(folder.resolve("hub.db")), Billing.MIGRATIONS, () -> now);
    this.billing = new Billing(store, "hub-1", prices(), rates(), rules, () -> now, events::add);
  }

  public static PriceBook prices() {
    Price price =
        new Price(
            MODEL,
            LocalDate.parse("2026-01-01"),
            USD,
            TestRates.ROUND,
            Optional.empty(),
            0,
            128_000,
            16_384,
            new ImageRule.OpenAiTiles(85, 170));
    return new PriceBook("test", List.of(price), Optional.empty());
  }

  public static ExchangeRates rates() {
    return new ExchangeRates(
        EUR,
        ROME,
        List.of(
            new ExchangeRate(USD, EUR, new BigDecimal("0.9"), LocalDate.parse("2026-01-01")),
            new ExchangeRate(
                EUR,
                Currency.getInstance("CHF"),
                new BigDecimal("0.95"),
                LocalDate.parse("2026-01-01"))));
  }

  public void rules(Collection<BudgetRule> rules) {
    billing.reload(prices(), rates(), rules);
  }

  public Quote quote() {
    return billing.quote(MODEL, SHAPE).orElseThrow();
  }

  public Checked<Payment> hold(Owners owners) {
    return hold(owners, quote());
  }

  public Checked<Payment> hold(Owners owners, Quote quote) {
    return billing.hold(HoldRequest.of(id(), 1, owners, "", MODEL, quote), quote);
  }

  public synchronized RequestId id() {
    return RequestId.create(now.toEpochMilli(), random);
  }

  public long ledgerSum() {
    return store.read(tx -> tx.number("SELECT SUM(cost_micros) FROM ledger"));
  }

  public long count(String outcome) {
    return store.read(tx -> tx.number("SELECT COUNT(*) FROM ledger WHERE outcome = ?", outcome));
  }

  public Money euros(long micros) {
    return new Money(micros, EUR);
  }

  /** What a killed process leaves: its files. */
  public void crash() {
    store.close();
  }

  @Override
  public void close() {
    store.close();
  }
}
