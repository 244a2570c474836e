package dev.andon.sandbox.bench;

import dev.andon.sandbox.bench.money.MoneyBenchCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Benchmarks on this machine: of whole processes, and of the money path inside one. */
@Command(
    name = "bench",
    description = "Measure Andon on this machine.",
    subcommands = {BenchCommand.Gateway.class, MoneyBenchCommand.class, ReplayBenchCommand.class},
    footer = {"", "Example: ./andon bench gateway --out target/bench"})
public final class BenchCommand {
  private static final double BULK_RATE = 800;
  private static final long LATENCY_MS = 300;
  private static final int WARM_UP_SECONDS = 20;

  /** The hub between a load tool and a bare upstream. */
  @Command(
      name = "gateway",
      mixinStandardHelpOptions = true,
      description =
          "Measure the hub between a load tool and a bare upstream: latency added, CPU, memory;"
              + " beside it the direct call and nginx. Takes about ten minutes.",
      footer = {"", "Example: ./andon bench gateway --out target/bench"})
  static final class Gateway implements Callable<Integer> {
    @Option(
        names = "--out",
        paramLabel = "DIR",
        description = "For gateway.md, gateway.json and the hubs' files; default: bench.")
    private Path folder = Path.of("bench");

    @Option(names = "--seconds", paramLabel = "S", description = "Of each row; default 10.")
    private int seconds = 10;

    @Option(
        names = "--bulk",
        description = "Only 150 KB bodies with a 300 ms upstream at --rate, for --seconds.")
    private boolean bulk;

    @Option(
        names = "--rate",
        paramLabel = "R",
        description = "Requests a second of the bulk run; default 800.")
    private double rate = BULK_RATE;

    @Option(
        names = "--warm-up",
        paramLabel = "S",
        description = "Seconds before a hub's first row; default 20.")
    private int warmUp = WARM_UP_SECONDS;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      Files.createDirectories(folder);
      Optional<Path> nginx = Nginx.program();
      GatewayBench bench =
          new GatewayBench(
              new GatewayBench.Plan(
                  folder, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp), nginx),
              out);
      String notes = notes(nginx);
      out.print(notes + BenchRow.TABLE_HEAD);
      out.flush();
      List<BenchRow> rows =
          bulk
              ? bench.bulk(rate, GatewayBench.BODIES.get(1), LATENCY_MS)
              : bench.run(List.of(0L, LATENCY_MS), GatewayBench.BODIES);
      write(rows, notes);
      out.println("written to " + folder.resolve("gateway.json"));
      out.flush();
      return rows.stream().mapToLong(BenchRow::errors).sum() == 0 ? 0 : 1;
    }

    /** What a reader must know of the machine; a table of a busy one says little. */
    private String notes(Optional<Path> nginx) throws IOException {
      double load =
          java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
      return String.format(
          Locale.ROOT,
          "%d processors, load average %.1f before the run; an fsync takes %.2f ms here (median),"
              + " and each attempt waits for two commits.%n%s%n",
          Runtime.getRuntime().availableProcessors(),
          load,
          Fsync.medianMs(folder),
          nginx.isPresent() || bulk
              ? ""
              : "nginx is not installed, so its rows are left out (Debian: apt-get install"
                  + " nginx-light).\n");
    }

    private void write(List<BenchRow> rows, String notes) throws IOException {
      StringBuilder table = new StringBuilder(notes).append(BenchRow.TABLE_HEAD);
      rows.forEach(row -> table.append(row.tableLine()));
      Files.writeString(folder.resolve("gateway.md"), table.toString());
      JsonMapper json = JsonMapper.builder().build();
      Files.write(
          folder.resolve("gateway.json"),
          json.writerWithDefaultPrettyPrinter()
              .writeValueAsBytes(Map.of("notes", notes.strip(), "rows", rows)));
    }
  }
}
