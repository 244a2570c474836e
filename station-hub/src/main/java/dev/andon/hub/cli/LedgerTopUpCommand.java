package dev.andon.hub.cli;

import dev.andon.hub.budget.TopUp;
import dev.andon.hub.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Raises a budget for a time. */
@Command(
    name = "top-up",
    description = "Raises a budget for a time; a hub that runs takes it in within seconds.",
    footer = {
      "",
      "Example: ./andon ledger --config hub.yaml top-up \"team/vision month EUR\" --amount 50"
          + " --until 2026-12-01T00:00:00Z --reason audit --granted-by anna"
    })
final class LedgerTopUpCommand extends Subcommand<LedgerCommand> {
  @Parameters(paramLabel = "BUDGET", description = "Its name, such as \"team/vision month EUR\".")
  private String budget = "";

  @Option(names = "--amount", required = true, paramLabel = "AMOUNT")
  private BigDecimal amount = BigDecimal.ZERO;

  @Option(
      names = "--until",
      required = true,
      paramLabel = "TIME",
      description = "Such as 2026-12-01T00:00:00Z.")
  private Instant until = Instant.MIN;

  @Option(names = "--reason", required = true, paramLabel = "TEXT")
  private String reason = "";

  @Option(names = "--granted-by", required = true, paramLabel = "NAME")
  private String grantedBy = "";

  @Override
  void run(LedgerCommand ledger) {
    ledger.with((files, store) -> new TopUps(files, store).grant(topUp()));
  }

  private TopUp topUp() {
    String currency = budget.substring(budget.lastIndexOf(' ') + 1);
    return new TopUp(
        budget,
        Money.of(amount, Money.currencyOf(currency)),
        reason,
        grantedBy,
        Instant.now(),
        until,
        false);
  }
}
