package dev.andon.hub.cli;

import dev.andon.hub.billing.Billing;
import dev.andon.hub.ledger.LedgerReader;
import dev.andon.hub.report.Invoice;
import dev.andon.hub.report.Reconciliation;
import dev.andon.hub.report.Reconciliation.Finding;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares an invoice with the ledger. */
@Command(
    name = "reconcile",
    description =
        "Compares a provider's invoice (CSV: date, model, cost, currency) with the ledger.",
    footer = {
      "",
      "Example: ./andon ledger --config hub.yaml reconcile --invoice openai-november.csv"
    })
final class LedgerReconcileCommand extends Subcommand<LedgerCommand> {
  @Option(names = "--invoice", required = true, paramLabel = "FILE")
  private Path invoice = Path.of("");

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Of the provider's days; default ${DEFAULT-VALUE}.")
  private ZoneId zone = ZoneId.of("UTC");

  @Option(
      names = "--give-back",
      description =
          "Books what unknown outcomes cost less than their bound; a hub that runs takes it in within seconds.")
  private boolean giveBack;

  @Override
  void run(LedgerCommand ledger) {
    Invoice bill = Invoice.read(invoice);
    ledger.with(
        (files, store) -> {
          List<Finding> findings = new Reconciliation(new LedgerReader(store), zone).compare(bill);
          findings.forEach(f -> ledger.out().println(line(f)));
          if (giveBack) {
            giveBack(LedgerCommand.billing(files, store), findings);
          }
        });
  }

  private void giveBack(Billing billing, List<Finding> findings) {
    String reason = "invoice " + invoice.getFileName();
    findings.stream()
        .flatMap(f -> f.givesBack().stream())
        .forEach(g -> billing.correct(g.entry(), g.price().negated(), reason));
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
}
