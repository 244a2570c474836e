package dev.andon.hub.cli;

import dev.andon.hub.billing.Billing;
import dev.andon.hub.billing.SpendDoubt;
import dev.andon.hub.budget.TopUp;
import dev.andon.hub.ledger.BookedEntry;
import dev.andon.hub.ledger.LedgerReader;
import dev.andon.hub.money.Money;
import dev.andon.hub.report.Invoice;
import dev.andon.hub.report.Reconciliation;
import dev.andon.hub.report.Reconciliation.Finding;
import dev.andon.hub.report.Statement;
import dev.andon.hub.report.Statements;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Store;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Works on the books: invoices, months, corrections and top-ups. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description = "Reconcile provider invoices, close months, correct entries, top budgets up.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example: ./andon ledger --config hub.yaml close --month 2026-11"})
public final class LedgerCommand implements Runnable {
  private final HubFiles.Reader books;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The hub's configuration; default hub.yaml.")
  private Path config = Path.of("hub.yaml");

  @Spec private CommandSpec spec = CommandSpec.create();

  public LedgerCommand(HubFiles.Reader books) {
    this.books = books;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "reconcile",
      description =
          "Compares a provider's invoice (CSV: date, model, cost, currency) with the ledger.",
      footer = {
        "",
        "Example: ./andon ledger --config hub.yaml reconcile --invoice openai-november.csv"
      })
  int reconcile(
      @Option(names = "--invoice", required = true, paramLabel = "FILE") Path invoice,
      @Option(
              names = "--zone",
              paramLabel = "ZONE",
              description = "Of the provider's days; default ${DEFAULT-VALUE}.",
              defaultValue = "UTC")
          ZoneId zone,
      @Option(
              names = "--give-back",
              description =
                  "Books what unknown outcomes cost less than their bound; a hub that runs takes it in within seconds.")
          boolean giveBack) {
    Invoice bill = Invoice.read(invoice);
    with(
        (read, store) -> {
          List<Finding> findings = new Reconciliation(new LedgerReader(store), zone).compare(bill);
          findings.forEach(f -> out().println(line(f)));
          if (giveBack) {
            Billing billing = billing(read, store);
            findings.stream()
                .flatMap(f -> f.givesBack().stream())
                .forEach(
                    g ->
                        billing.correct(
                            g.entry(), g.price().negated(), "invoice " + invoice.getFileName()));
          }
        });
    return 0;
  }

  @Command(
      name = "close",
      description = "Closes a month: one numbered statement per line.",
      footer = {"", "Example: ./andon ledger --config hub.yaml close --month 2026-11"})
  int close(@Option(names = "--month", required = true, paramLabel = "YYYY-MM") String month) {
    with(
        (read, store) ->
            statements(read, store)
                .close(YearMonth.parse(month))
                .forEach(s -> out().println(line(s))));
    return 0;
  }

  @Command(
      name = "statements",
      description = "The months that were closed.",
      footer = {"", "Example: ./andon ledger --config hub.yaml statements --number 7"})
  int statements(
      @Option(names = "--number", paramLabel = "N", description = "Shows this one in full.")
          Optional<Long> number) {
    with(
        (read, store) ->
            statements(read, store).all().stream()
                .filter(s -> number.isEmpty() || s.number() == number.get())
                .forEach(
                    s -> out().println(line(s) + (number.isPresent() ? "\n" + s.body() : ""))));
    return 0;
  }

  @Command(
      name = "correct",
      description =
          "Mends what an attempt was booked at; negative gives back. A hub that runs takes it in within seconds.",
      footer = {
        "",
        "Example: ./andon ledger --config hub.yaml correct 01a1fd06-8b3e-7ee3-be6a-5349041544ab"
            + " --by -0.02 --reason refunded"
      })
  int correct(
      @Parameters(paramLabel = "REQUEST", description = "The request's id.") String request,
      @Option(names = "--attempt", paramLabel = "N", defaultValue = "1") int attempt,
      @Option(
              names = "--by",
              required = true,
              paramLabel = "AMOUNT",
              description = "In the price's currency, such as -0.02.")
          BigDecimal by,
      @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason) {
    with(
        (read, store) -> {
          BookedEntry entry =
              new LedgerReader(store)
                  .of(RequestId.parse(request)).stream()
                      .filter(e -> e.attempt() == attempt)
                      .findFirst()
                      .orElseThrow(
                          () ->
                              new IllegalArgumentException(
                                  "attempt "
                                      + attempt
                                      + " of "
                                      + request
                                      + " is not in the ledger"));
          billing(read, store)
              .correct(entry, Money.of(by, entry.charge().price().currency()), reason);
        });
    return 0;
  }

  @Command(
      name = "top-up",
      description = "Raises a budget for a time; a hub that runs takes it in within seconds.",
      footer = {
        "",
        "Example: ./andon ledger --config hub.yaml top-up \"team/vision month EUR\" --amount 50"
            + " --until 2026-12-01T00:00:00Z --reason audit --granted-by anna"
      })
  int topUp(
      @Parameters(
              paramLabel = "BUDGET",
              description = "Its name, such as \"team/vision month EUR\".")
          String budget,
      @Option(names = "--amount", required = true, paramLabel = "AMOUNT") BigDecimal amount,
      @Option(
              names = "--until",
              required = true,
              paramLabel = "TIME",
              description = "Such as 2026-12-01T00:00:00Z.")
          Instant until,
      @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason,
      @Option(names = "--granted-by", required = true, paramLabel = "NAME") String by) {
    with(
        (read, store) -> {
          String currency = budget.substring(budget.lastIndexOf(' ') + 1);
          TopUp topUp =
              new TopUp(
                  budget,
                  Money.of(amount, Money.currencyOf(currency)),
                  reason,
                  by,
                  Instant.now(),
                  until,
                  false);
          new TopUps(read, store).grant(topUp);
        });
    return 0;
  }

  @Command(
      name = "confirm-spend",
      description = {
        "Says that the ledger's sums may be trusted again, after hub.db and its copy were damaged.",
        "Compare them with the providers' bills and correct them first; paid work goes on within seconds."
      },
      footer = {
        "",
        "Example: ./andon ledger --config hub.yaml confirm-spend --by anna --reason \"bills compared\""
      })
  int confirmSpend(
      @Option(names = "--by", required = true, paramLabel = "NAME") String by,
      @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason) {
    with(
        (read, store) -> {
          SpendDoubt doubt = new SpendDoubt(store, Clock.systemUTC());
          String before = doubt.open().map(SpendDoubt.Open::reason).orElse("nothing was in doubt");
          doubt.confirm(by, reason);
          out().println("confirmed: " + before);
        });
    return 0;
  }

  private void with(BiConsumer<HubFiles, Store> work) {
    HubFiles read = books.read(config);
    try (Store store = read.open()) {
      work.accept(read, store);
    }
    out().flush();
  }

  private static Statements statements(HubFiles read, Store store) {
    return new Statements(
        store, read.plant().id(), read.accounts().calendar().zone(), Clock.systemUTC());
  }

  /** Under a name of its own, so that it leaves the holds of a running hub alone. */
  private static Billing billing(HubFiles read, Store store) {
    return new Billing(
        store,
        "desk",
        read.prices(),
        read.rates(),
        read.accounts().budgets(),
        Clock.systemUTC(),
        event -> {});
  }

  private static String line(Finding f) {
    return "%s  %-40s billed %s, booked %s (unknown %s): gives back %d, unexplained %s"
        .formatted(
            f.day(),
            f.model(),
            f.billed(),
            f.booked(),
            f.unknown(),
            f.givesBack().size(),
            f.unexplained());
  }

  private static String line(Statement s) {
    String who = s.line().isEmpty() ? "no line" : s.line();
    return "no. %d  %s  %-20s %d calls, %d hits: %s, adjustments %s, total %s"
        .formatted(
            s.number(),
            s.month(),
            who,
            s.calls(),
            s.hits(),
            money(s.monthMicros(), s),
            money(s.adjustmentMicros(), s),
            money(s.totalMicros(), s));
  }

  private static Money money(long micros, Statement s) {
    return Money.ofMicros(micros, s.currency());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
