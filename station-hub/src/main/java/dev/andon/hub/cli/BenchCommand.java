package dev.andon.hub.cli;

import dev.andon.hub.bench.MoneyBench;
import dev.andon.hub.bench.MoneyFigures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The hub's benchmarks. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Benchmarks of the hub.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example: ./andon bench money --out target/bench"})
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "money",
      description = "Holds, bookings and reports; writes money.json.",
      footer = {"", "Example: ./andon bench money --out target/bench"})
  int money(
      @Option(
              names = "--out",
              paramLabel = "DIR",
              description = "Where money.json goes; default: ${DEFAULT-VALUE}.",
              defaultValue = ".")
          Path out,
      @Option(
              names = "--seconds",
              paramLabel = "S",
              description = "For each throughput; default: ${DEFAULT-VALUE}.",
              defaultValue = "5")
          int seconds,
      @Option(
              names = "--ledger-rows",
              split = ",",
              paramLabel = "N",
              description =
                  "Sizes of the ledger; default: ${DEFAULT-VALUE}. Ten million take some minutes and 3 GB.",
              defaultValue = "0,1000000,10000000")
          List<Long> rows,
      @Option(
              names = "--days",
              paramLabel = "N",
              description = "Days of a million calls that reports read; default: ${DEFAULT-VALUE}.",
              defaultValue = "365")
          int days)
      throws IOException {
    Files.createDirectories(out);
    Path scratch = Files.createTempDirectory(out.toAbsolutePath(), "money-bench");
    PrintWriter print = spec.commandLine().getOut();
    try {
      MoneyFigures figures =
          new MoneyBench(
                  scratch,
                  Duration.ofSeconds(seconds),
                  rows,
                  days,
                  line -> {
                    print.println(line);
                    print.flush();
                  })
              .run();
      JsonMapper mapper =
          JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
      Files.writeString(
          out.resolve("money.json"),
          mapper.writerWithDefaultPrettyPrinter().writeValueAsString(figures) + "\n");
    } finally {
      remove(scratch);
    }
    print.println("written to " + out.resolve("money.json"));
    print.flush();
    return 0;
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
