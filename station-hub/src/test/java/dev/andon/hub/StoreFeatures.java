package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.account.KeyHash;
import dev.andon.hub.account.Keys;
import dev.andon.hub.account.VirtualKey;
import dev.andon.hub.alert.Alert;
import dev.andon.hub.alert.Alerts;
import dev.andon.hub.alert.Anomalies;
import dev.andon.hub.billing.Billing;
import dev.andon.hub.billing.Payment;
import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.budget.BudgetStatus;
import dev.andon.hub.budget.BudgetWindow;
import dev.andon.hub.budget.HoldRequest;
import dev.andon.hub.budget.TopUp;
import dev.andon.hub.cache.CacheConfig;
import dev.andon.hub.cache.ExactCache;
import dev.andon.hub.cache.Lookup;
import dev.andon.hub.cache.Question;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.ingest.EscalationSteps;
import dev.andon.hub.ledger.BookedEntry;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.ledger.LedgerReader;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.ExchangeRates;
import dev.andon.hub.price.ImageRule;
import dev.andon.hub.price.Price;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.price.Quote;
import dev.andon.hub.price.RequestShape;
import dev.andon.hub.price.TestRates;
import dev.andon.hub.report.Dimension;
import dev.andon.hub.report.Reports;
import dev.andon.hub.report.Statements;
import dev.andon.hub.request.Attributes;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.Door;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.Namespace;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.request.RequestLane;
import dev.andon.hub.request.Trail;
import dev.andon.hub.store.FaultyDisk;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import dev.andon.hub.telemetry.RequestJournal;
import dev.andon.hub.time.SteadyClock;
import dev.andon.hub.time.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Everything of the hub that keeps rows, on a disk that fails when told to. */
final class StoreFeatures implements AutoCloseable {
  private static final Currency EUR = Currency.getInstance("EUR");
  private static final ZoneId ZONE = ZoneOffset.UTC;
  private static final Clock CLOCK = Clock.systemUTC();
  private static final String MODEL = "openai/test-model";
  private static final RequestShape SHAPE =
      new RequestShape(800, 2, List.of(), 1, OptionalInt.of(500), false);
  private static final Owner KEY = new Owner(Owner.Kind.KEY, "vk_test");
  private static final Owner LINE = new Owner(Owner.Kind.LINE, "line-1");
  private static final Owners OWNERS = new Owners(List.of(KEY, LINE));

  final FaultyDisk disk = new FaultyDisk();
  final Store money;
  final Store evidence;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Random random = new Random(3);
  private final Billing billing;
  private final Keys keys;
  private final Alerts alerts;
  private final RequestJournal journal;
  private final ExactCache cache;
  private final LedgerReader ledger;
  private int number;

  StoreFeatures(Path folder) {
    money = disk.open(settings(folder.resolve("hub.db")), HubStores.MONEY, CLOCK);
    evidence = disk.open(settings(folder.resolve("evidence.db")), HubStores.EVIDENCE, CLOCK);
    alerts = new Alerts(money, alert -> {}, meters);
    billing =
        new Billing(
            money,
            "hub-1",
            prices(),
            ExchangeRates.none(EUR, ZONE),
            List.of(budget(KEY), budget(LINE)),
            CLOCK,
            event -> {});
    keys = new Keys(money, KeyHash.of(folder.resolve("key.salt")), List.of(), CLOCK, random);
    SteadyClock steady = new SteadyClock(CLOCK, Ticker.system());
    journal = new RequestJournal(evidence, steady, Duration.ofDays(1), meters);
    cache = new ExactCache(evidence, CacheConfig.DEFAULT, steady, meters);
    ledger = new LedgerReader(money);
  }

  private static StoreSettings settings(Path file) {
    return StoreSettings.of(file).withDurability(StoreSettings.Durability.OFF);
  }

  private static BudgetRule budget(Owner owner) {
    return BudgetRule.hard(
        owner,
        new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.MONTH),
        Money.parse("1000000", EUR.getCurrencyCode()));
  }

  private static PriceBook prices() {
    Price price =
        new Price(
            MODEL,
            LocalDate.parse("2020-01-01"),
            EUR,
            TestRates.ROUND,
            Optional.empty(),
            0,
            128_000,
            16_384,
            new ImageRule.OpenAiTiles(85, 170));
    return new PriceBook("test", List.of(price), Optional.empty());
  }

  /** Each may be done any number of times. */
  Map<String, Runnable> steps() {
    Map<String, Runnable> steps = new LinkedHashMap<>();
    steps.put("a call is paid", () -> held().settle(TokenUsage.of(9, 9), answered()));
    steps.put("a call costs nothing", () -> held().free());
    steps.put("a call's cost is unknown", () -> held().unknown());
    steps.put("an answer comes from the cache", this::hit);
    steps.put("an entry is corrected", this::corrected);
    steps.put("a budget is topped up", this::toppedUp);
    steps.put("sums are rolled up", billing::rollUp);
    steps.put("budgets are counted again", () -> billing.budgets().recount(Set.of(KEY, LINE)));
    steps.put("keys come and go", this::keysComeAndGo);
    steps.put("an alert is raised", this::alerted);
    steps.put("unusual spend is looked for", this::anomalies);
    steps.put("a request is logged", this::logged);
    steps.put("an answer is kept", this::kept);
    steps.put("a report is made", this::report);
    steps.putAll(new EscalationSteps(money, evidence).steps());
    return steps;
  }

  /** What is booked and what is held is what the budgets say is used. */
  void checkBooks() {
    long booked = number("SELECT COALESCE(SUM(cost_micros), 0) FROM ledger");
    long held = number("SELECT COALESCE(SUM(cost_micros), 0) FROM hold");
    for (BudgetStatus standing : billing.standing(OWNERS)) {
      assertThat(standing.spent().micros()).as("spent of %s", standing.rule()).isEqualTo(booked);
      assertThat(standing.held().micros()).as("held of %s", standing.rule()).isEqualTo(held);
    }
    assertThat(number("SELECT COUNT(*) FROM hold")).isEqualTo(billing.budgets().open().size());
  }

  private long number(String sql) {
    return money.read(tx -> tx.number(sql));
  }

  private static LedgerEntry.Outcome answered() {
    return LedgerEntry.Outcome.ANSWERED;
  }

  private RequestId id() {
    return RequestId.create(CLOCK.millis(), random);
  }

  /** Of a new variant each time, so that the ledger needs a new subject. */
  private Payment held() {
    Quote quote = billing.quote(MODEL, SHAPE).orElseThrow();
    return billing
        .hold(HoldRequest.of(id(), 1, OWNERS, "v" + number++, MODEL, quote), quote)
        .value();
  }

  private void hit() {
    billing.hit(id(), OWNERS, "v" + number++, MODEL, TokenUsage.of(9, 9));
  }

  private void corrected() {
    Payment payment = held();
    payment.settle(TokenUsage.of(9, 9), answered());
    billing.correct(booked(payment), new Money(-1, EUR), "test");
  }

  /** What the disk refused to book is booked by the next round that it lets pass. */
  private BookedEntry booked(Payment payment) {
    List<BookedEntry> entries = ledger.of(payment.hold().request().request());
    while (entries.isEmpty()) {
      var _ = billing.rollUp();
      entries = ledger.of(payment.hold().request().request());
    }
    return entries.getFirst();
  }

  private void toppedUp() {
    billing
        .budgets()
        .topUp(
            new TopUp(
                budget(KEY).id(),
                new Money(1, EUR),
                "test",
                "me",
                CLOCK.instant(),
                CLOCK.instant().plusSeconds(60),
                false));
  }

  private void keysComeAndGo() {
    String id = "vk_" + number++;
    VirtualKey key =
        new VirtualKey(
            id,
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
    String secret = keys.issue(key).secret();
    assertThat(keys.find(secret)).isNotNull();
    var _ = keys.rotate(id, Duration.ofHours(1));
    keys.expire(id, CLOCK.instant().plusSeconds(60));
    keys.revoke(id);
    keys.refresh();
  }

  /** Stored, or counted as not stored. */
  private void alerted() {
    double unstored = meters.get("andon.alerts.unstored").functionCounter().count();
    String message = "alert " + number++;
    alerts.raise(new Alert(CLOCK.instant(), Alert.Kind.WARN, "test", message));
    while (meters.get("andon.alerts.unstored").functionCounter().count() == unstored
        && alerts.latest(1).stream().noneMatch(alert -> alert.message().equals(message))) {
      LockSupport.parkNanos(200_000);
    }
  }

  private void anomalies() {
    var _ = new Anomalies(money, ZONE, new Money(1, EUR)).check(CLOCK.instant());
  }

  private void report() {
    LocalDate today = LocalDate.now(CLOCK);
    var _ = new Reports(money, "plant-1", ZONE).report(today, today, List.of(Dimension.LINE));
    var _ = new Statements(money, "plant-1", ZONE, CLOCK).all();
  }

  private static Chat chat(String text) {
    return Chat.of(
        WireFormat.OPENAI,
        new ModelName(MODEL),
        List.of(),
        List.of(Message.of(Message.Role.USER, new Part.Text(text))));
  }

  private void logged() {
    RequestId id = id();
    GatewayRequest request =
        new GatewayRequest(
            id,
            Door.CHAT_COMPLETIONS,
            new Caller.Anonymous(),
            RequestLane.LIVE,
            Attributes.NONE,
            Optional.empty(),
            Optional.empty(),
            10,
            chat("log"));
    Trail trail =
        new Trail(
            id,
            CLOCK.instant(),
            Optional.empty(),
            Optional.empty(),
            Trail.CacheNote.NONE,
            List.of(),
            Duration.ZERO,
            Duration.ZERO);
    journal.ended(request, "answered", trail);
    afterAllOthers();
    var _ = journal.find(id);
    var _ = journal.latest(3);
  }

  private void kept() {
    Namespace walls = new Namespace(Map.of("variant", "a"));
    Question question = new Question(Optional.of(walls), chat("keep " + number++), MODEL, "p1");
    Completion answer =
        new Completion(
            "id", "m", 0, List.of(Choice.ofText(0, "pass")), TokenUsage.of(9, 9), List.of());
    if (cache.find(question) instanceof Lookup.Miss miss) {
      cache.keep(miss, answer, Optional.of(new Money(5, EUR)), id());
      afterAllOthers();
      var _ = cache.find(question);
    }
  }

  /** Those that wait for nobody are committed with somebody who does. */
  private void afterAllOthers() {
    var _ = evidence.<Long>write(tx -> tx.number("SELECT 1"));
  }

  @Override
  public void close() {
    disk.heal();
    alerts.close();
    evidence.close();
    money.close();
  }
}
