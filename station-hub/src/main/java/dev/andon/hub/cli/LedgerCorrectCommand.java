package dev.andon.hub.cli;

import dev.andon.hub.ledger.BookedEntry;
import dev.andon.hub.ledger.LedgerReader;
import dev.andon.hub.money.Money;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Store;
import java.math.BigDecimal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Mends what an attempt was booked at. */
@Command(
    name = "correct",
    description =
        "Mends what an attempt was booked at; negative gives back. A hub that runs takes it in within seconds.",
    footer = {
      "",
      "Example: ./andon ledger --config hub.yaml correct 01a1fd06-8b3e-7ee3-be6a-5349041544ab"
          + " --by -0.02 --reason refunded"
    })
final class LedgerCorrectCommand extends Subcommand<LedgerCommand> {
  @Parameters(paramLabel = "REQUEST", description = "The request's id.")
  private String request = "";

  @Option(names = "--attempt", paramLabel = "N")
  private int attempt = 1;

  @Option(
      names = "--by",
      required = true,
      paramLabel = "AMOUNT",
      description = "In the price's currency, such as -0.02.")
  private BigDecimal by = BigDecimal.ZERO;

  @Option(names = "--reason", required = true, paramLabel = "TEXT")
  private String reason = "";

  @Override
  void run(LedgerCommand ledger) {
    ledger.with(
        (files, store) -> {
          BookedEntry entry = booked(store);
          LedgerCommand.billing(files, store)
              .correct(entry, Money.of(by, entry.charge().price().currency()), reason);
        });
  }

  private BookedEntry booked(Store store) {
    return new LedgerReader(store)
        .of(RequestId.parse(request)).stream()
            .filter(entry -> entry.attempt() == attempt)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "attempt " + attempt + " of " + request + " is not in the ledger"));
  }
}
