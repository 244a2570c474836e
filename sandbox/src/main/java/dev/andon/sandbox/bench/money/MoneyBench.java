package dev.andon.sandbox.bench.money;

import dev.andon.hub.billing.Billing;
import dev.andon.hub.budget.Budgets;
import dev.andon.hub.budget.Hold;
import dev.andon.hub.budget.HoldOutcome;
import dev.andon.hub.budget.HoldRequest;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Charge;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.price.Quote;
import dev.andon.hub.report.Dimension;
import dev.andon.hub.report.Reports;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import dev.andon.sandbox.bench.money.MoneyFigures.RequestTime;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Measures the money path. Each figure comes from the real classes; only the first leaves the disk
 * out.
 */
public final class MoneyBench {
  private static final int CALLERS = 512;
  private static final int REQUESTS = 1_000;
  private static final TokenUsage USAGE = TokenUsage.of(26_000, 120).withImage(25_000);
  private static final List<Dimension> BY = Dimension.parse("line,station,variant,key,model");

  private final Path folder;
  private final Duration each;
  private final List<Long> ledgerRows;
  private final int days;
  private final Consumer<String> progress;

  /**
   * Works in {@code folder}, which should be empty and on the disk that is meant.
   *
   * @param each how long each throughput is measured, after half of it to warm up
   * @param days of hourly sums that reports are made from
   * @param ledgerRows sizes of the ledger beside which requests are timed, ascending
   */
  public MoneyBench(
      Path folder, Duration each, List<Long> ledgerRows, int days, Consumer<String> progress) {
    this.folder = folder;
    this.each = each;
    this.ledgerRows = ledgerRows.stream().sorted().distinct().toList();
    this.days = days;
    this.progress = progress;
  }

  /** Runs everything; takes minutes with millions of rows. */
  public MoneyFigures run() {
    double memory = said("hold + settle in memory, per second", memory());
    double durable = said("hold + settle on disk, per second", durable());
    List<RequestTime> requests = requests();
    double[] reports = reports();
    return new MoneyFigures(
        memory,
        durable,
        reports[0],
        reports[1],
        requests,
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().toString());
  }

  private double memory() {
    NoJournal nothing = new NoJournal();
    Budgets budgets =
        new Budgets(
            BenchPlant.rules(),
            BenchPlant.rates(),
            BenchPlant.ZONE,
            nothing,
            nothing,
            Clock.systemUTC(),
            event -> {});
    PriceBook prices = BenchPlant.prices();
    Charge bound =
        BenchPlant.rates()
            .charge(
                prices
                    .on(BenchPlant.MODEL, LocalDate.now(BenchPlant.ZONE))
                    .orElseThrow()
                    .atMost(30_000, 300, false),
                Clock.systemUTC().instant());
    RequestId id = BenchPlant.id();
    Runnable one =
        () -> {
          HoldOutcome outcome =
              budgets.hold(
                  new HoldRequest(id, 1, BenchPlant.OWNERS, "", BenchPlant.MODEL, "", bound));
          Hold hold = ((HoldOutcome.Held) outcome).hold();
          budgets.settle(hold, bound, tx -> {});
        };
    var _ = perSecond(one, each.dividedBy(2));
    return perSecond(one, each);
  }

  private static double perSecond(Runnable one, Duration span) {
    long start = System.nanoTime();
    long end = start + span.toNanos();
    long times = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < 100; i++) {
        one.run();
      }
      times += 100;
    }
    return times * 1e9 / (System.nanoTime() - start);
  }

  private double durable() {
    try (Store store = open("durable.db")) {
      Billing billing = billing(store);
      LongAdder done = new LongAdder();
      long warm = System.nanoTime() + each.dividedBy(2).toNanos();
      long end = warm + each.toNanos();
      try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < CALLERS; i++) {
          callers.execute(() -> pay(billing, warm, end, done));
        }
      }
      return done.sum() * 1e9 / each.toNanos();
    }
  }

  private static void pay(Billing billing, long warm, long end, LongAdder done) {
    for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
      pay(billing);
      if (now > warm) {
        done.increment();
      }
    }
  }

  private static void pay(Billing billing) {
    Quote quote = billing.quote(BenchPlant.MODEL, BenchPlant.SHAPE).orElseThrow();
    HoldRequest request =
        HoldRequest.of(BenchPlant.id(), 1, BenchPlant.OWNERS, "v1", BenchPlant.MODEL, quote);
    var _ = billing.hold(request, quote).value().settle(USAGE, LedgerEntry.Outcome.ANSWERED);
  }

  /**
   * Files of every size are asked in turn, so that what else the machine does strikes them alike.
   */
  private List<RequestTime> requests() {
    ledgerRows.forEach(this::fill);
    List<Store> stores = ledgerRows.stream().map(rows -> open(file(rows))).toList();
    try {
      List<Billing> billings = stores.stream().map(MoneyBench::billing).toList();
      double[][] millis = new double[billings.size()][REQUESTS];
      for (int i = -REQUESTS; i < REQUESTS; i++) {
        for (int size = 0; size < billings.size(); size++) {
          long start = System.nanoTime();
          pay(billings.get(size));
          millis[size][Math.max(0, i)] = (System.nanoTime() - start) / 1e6;
        }
      }
      return IntStream.range(0, stores.size())
          .mapToObj(size -> time(ledgerRows.get(size), millis[size]))
          .toList();
    } finally {
      stores.forEach(Store::close);
    }
  }

  private RequestTime time(long rows, double[] millis) {
    Arrays.sort(millis);
    double p50 = millis[millis.length / 2];
    double p99 = millis[millis.length * 99 / 100];
    progress.accept(
        "hold + settle beside %,d rows: p50 %.3f ms, p99 %.3f ms".formatted(rows, p50, p99));
    return new RequestTime(rows, p50, p99);
  }

  /** Closing the store puts all of it in its place, so that nothing is left to do. */
  private void fill(long rows) {
    try (Store store = open(file(rows))) {
      LedgerFiller filler = new LedgerFiller(store);
      filler.subjects();
      filler.entries(rows);
      var _ = billing(store).rollUp();
    }
  }

  private static String file(long rows) {
    return "ledger-" + rows + ".db";
  }

  private double[] reports() {
    try (Store store = open("year.db")) {
      LedgerFiller filler = new LedgerFiller(store);
      filler.subjects();
      filler.sums(days);
      Reports reports = new Reports(store, "plant-1", BenchPlant.ZONE);
      LocalDate day = LocalDate.now(BenchPlant.ZONE).minusDays(days / 3);
      double month =
          said(
              "report of a month, seconds",
              seconds(() -> reports.report(day.minusDays(30), day, BY)));
      double one = said("report of a day, seconds", seconds(() -> reports.report(day, day, BY)));
      return new double[] {month, one};
    }
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private double said(String what, double figure) {
    progress.accept("%s: %,.2f".formatted(what, figure));
    return figure;
  }

  private Store open(String file) {
    return Store.open(
        StoreSettings.of(folder.resolve(file)), Billing.MIGRATIONS, Clock.systemUTC());
  }

  private static Billing billing(Store store) {
    return new Billing(
        store,
        "bench",
        BenchPlant.prices(),
        BenchPlant.rates(),
        BenchPlant.rules(),
        Clock.systemUTC(),
        event -> {});
  }
}
