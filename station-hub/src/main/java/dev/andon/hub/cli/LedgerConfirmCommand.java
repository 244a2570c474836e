package dev.andon.hub.cli;

import dev.andon.hub.billing.SpendDoubt;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trusts the sums again after damage. */
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
final class LedgerConfirmCommand extends Subcommand<LedgerCommand> {
  @Option(names = "--by", required = true, paramLabel = "NAME")
  private String by = "";

  @Option(names = "--reason", required = true, paramLabel = "TEXT")
  private String reason = "";

  @Override
  void run(LedgerCommand ledger) {
    ledger.with(
        (files, store) -> {
          SpendDoubt doubt = new SpendDoubt(store, Clock.systemUTC());
          String before = doubt.open().map(SpendDoubt.Open::reason).orElse("nothing was in doubt");
          doubt.confirm(by, reason);
          ledger.out().println("confirmed: " + before);
        });
  }
}
