package dev.andon.sandbox.bench.money;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./andon bench money}: measures the hub's money path in this process. */
@Command(
    name = "money",
    mixinStandardHelpOptions = true,
    description = "Holds, bookings and reports; writes money.json.",
    footer = {"", "Example: ./andon bench money --out target/bench"})
public final class MoneyBenchCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where money.json goes; default: ${DEFAULT-VALUE}.",
      defaultValue = ".")
  private Path out = Path.of(".");

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "For each throughput; default: ${DEFAULT-VALUE}.",
      defaultValue = "5")
  private int seconds = 5;

  @Option(
      names = "--ledger-rows",
      split = ",",
      paramLabel = "N",
      description =
          "Sizes of the ledger; default: ${DEFAULT-VALUE}. Ten million take some minutes and 3 GB.",
      defaultValue = "0,1000000,10000000")
  private List<Long> rows = List.of();

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Days of a million calls that reports read; default: ${DEFAULT-VALUE}.",
      defaultValue = "365")
  private int days = 365;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(out);
    Path scratch = Files.createTempDirectory(out.toAbsolutePath(), "money-bench");
    try {
      write(new MoneyBench(scratch, Duration.ofSeconds(seconds), rows, days, this::say).run());
    } finally {
      remove(scratch);
    }
    say("written to " + out.resolve("money.json"));
    return 0;
  }

  private void write(MoneyFigures figures) throws IOException {
    JsonMapper mapper =
        JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
    Files.writeString(
        out.resolve("money.json"),
        mapper.writerWithDefaultPrettyPrinter().writeValueAsString(figures) + "\n");
  }

  private void say(String line) {
    PrintWriter print = spec.commandLine().getOut();
    print.println(line);
    print.flush();
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
