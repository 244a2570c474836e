package dev.andon.hub.cli;

import dev.andon.hub.report.Dimension;
import dev.andon.hub.report.Format;
import dev.andon.hub.report.Reports;
import dev.andon.hub.report.SpendReport;
import dev.andon.hub.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints or writes a chargeback report. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Spend by line, station, variant, key, model, day …",
    footer = {
      "",
      "Example: ./andon report --config hub.yaml --by line,station --format html --out november.html"
    })
public final class ReportCommand implements Callable<Integer> {
  @Mixin private final MoneyFilesOption hub;

  @Option(
      names = "--from",
      paramLabel = "DAY",
      description = "First day, such as 2026-11-01; default: the first of this month.")
  private Optional<LocalDate> from = Optional.empty();

  @Option(names = "--to", paramLabel = "DAY", description = "Last day, included; default: today.")
  private Optional<LocalDate> to = Optional.empty();

  @Option(
      names = "--by",
      paramLabel = "LIST",
      description =
          "line, station, variant, key, team, customer, plant, provider, model, hour, day, week, month; default ${DEFAULT-VALUE}.")
  private String by = "line";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv, json, html or focus; default ${DEFAULT-VALUE}.")
  private String format = "table";

  @Option(
      names = "--local-decisions",
      description =
          "Also says how many frames the stations judged themselves, and what asking would have cost on average. Reads every batch they sent: slow in large plants.")
  private boolean local;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes there in place of the terminal.")
  private Optional<Path> out = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  public ReportCommand(MoneyFiles.Reader reader) {
    hub = new MoneyFilesOption(reader);
  }

  @Override
  public Integer call() throws IOException {
    MoneyFiles read = hub.read();
    ZoneId zone = read.accounts().calendar().zone();
    LocalDate last = to.orElseGet(() -> LocalDate.now(zone));
    LocalDate first = from.orElseGet(() -> last.withDayOfMonth(1));
    try (Store store = read.open()) {
      SpendReport spent =
          new Reports(store, read.plant().id(), zone).report(first, last, Dimension.parse(by));
      SpendReport report =
          local
              ? spent.withLocal(
                  new LocalDecisions(store)
                      .count(
                          first.atStartOfDay(zone).toInstant(),
                          last.plusDays(1).atStartOfDay(zone).toInstant()))
              : spent;
      String text = Format.ofWord(format).write(report);
      if (out.isPresent()) {
        Files.writeString(out.get(), text);
      } else {
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
      }
    }
    return 0;
  }
}
