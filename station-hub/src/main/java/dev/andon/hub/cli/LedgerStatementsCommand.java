package dev.andon.hub.cli;

import dev.andon.hub.report.Statement;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows statements of closed months. */
@Command(
    name = "statements",
    description = "The months that were closed.",
    footer = {"", "Example: ./andon ledger --config hub.yaml statements --number 7"})
final class LedgerStatementsCommand extends Subcommand<LedgerCommand> {
  @Option(names = "--number", paramLabel = "N", description = "Shows this one in full.")
  private Optional<Long> number = Optional.empty();

  @Override
  void run(LedgerCommand ledger) {
    ledger.with(
        (files, store) ->
            LedgerCommand.statements(files, store).all().stream()
                .filter(s -> number.isEmpty() || s.number() == number.get())
                .forEach(s -> ledger.out().println(shown(s))));
  }

  private String shown(Statement statement) {
    String line = LedgerCommand.line(statement);
    return number.isPresent() ? line + "\n" + statement.body() : line;
  }
}
