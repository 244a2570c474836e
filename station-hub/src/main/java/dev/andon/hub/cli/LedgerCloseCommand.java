package dev.andon.hub.cli;

import java.time.YearMonth;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Closes a month. */
@Command(
    name = "close",
    description = "Closes a month: one numbered statement per line.",
    footer = {"", "Example: ./andon ledger --config hub.yaml close --month 2026-11"})
final class LedgerCloseCommand extends Subcommand<LedgerCommand> {
  @Option(names = "--month", required = true, paramLabel = "YYYY-MM")
  private String month = "";

  @Override
  void run(LedgerCommand ledger) {
    ledger.with(
        (files, store) ->
            LedgerCommand.statements(files, store)
                .close(YearMonth.parse(month))
                .forEach(s -> ledger.out().println(LedgerCommand.line(s))));
  }
}
