package dev.andon.hub.cli;

import dev.andon.hub.billing.Billing;
import dev.andon.hub.money.Money;
import dev.andon.hub.report.Statement;
import dev.andon.hub.report.Statements;
import dev.andon.hub.store.Store;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Works on the books: invoices, months, corrections and top-ups. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description = "Reconcile provider invoices, close months, correct entries, top budgets up.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      LedgerCloseCommand.class,
      LedgerConfirmCommand.class,
      LedgerCorrectCommand.class,
      LedgerReconcileCommand.class,
      LedgerStatementsCommand.class,
      LedgerTopUpCommand.class
    },
    footer = {"", "Example: ./andon ledger --config hub.yaml close --month 2026-11"})
public final class LedgerCommand implements Runnable {
  @Mixin private final MoneyFilesOption hub;
  @Spec private CommandSpec spec = CommandSpec.create();

  public LedgerCommand(MoneyFiles.Reader reader) {
    hub = new MoneyFilesOption(reader);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Does {@code work} on the files beside a hub that may run. */
  void with(BiConsumer<MoneyFiles, Store> work) {
    MoneyFiles files = hub.read();
    try (Store store = files.open()) {
      work.accept(files, store);
    }
    out().flush();
  }

  static Statements statements(MoneyFiles files, Store store) {
    return new Statements(
        store, files.plant().id(), files.accounts().calendar().zone(), Clock.systemUTC());
  }

  /** Under a name of its own, so that it leaves the holds of a running hub alone. */
  static Billing billing(MoneyFiles files, Store store) {
    return new Billing(
        store,
        "desk",
        files.prices(),
        files.rates(),
        files.accounts().budgets(),
        Clock.systemUTC(),
        event -> {});
  }

  static String line(Statement s) {
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

  PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
