package dev.andon.sandbox.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Benchmarks of whole processes on this machine. */
@Command(
    name = "bench",
    description = "Measure Andon on this machine.",
    subcommands = BenchCommand.Gateway.class)
public final class BenchCommand {
  private static final int BULK_RATE = 800;
  private static final long BULK_LATENCY = 300;

  /** The hub between a load tool and a bare upstream. */
  @Command(
      name = "gateway",
      description =
          "Measure the hub between a load tool and a bare upstream: latency added, CPU, memory.")
  static final class Gateway implements Callable<Integer> {
    @Option(names = "--out", paramLabel = "DIR", description = "Default: ${DEFAULT-VALUE}.")
    private Path folder = Path.of("bench");

    @Option(names = "--seconds", paramLabel = "S", description = "Of each row; default 10.")
    private int seconds = 10;

    @Option(
        names = "--bulk",
        description = "Only 800 requests/s of 150 KB with a 300 ms upstream, for --seconds.")
    private boolean bulk;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      Files.createDirectories(folder);
      out.print(BenchRow.TABLE_HEAD);
      GatewayBench bench = new GatewayBench(folder, Duration.ofSeconds(seconds), out);
      List<BenchRow> rows =
          bulk
              ? bench.bulk(BULK_RATE, GatewayBench.BODIES.get(1), BULK_LATENCY)
              : bench.run(List.of(0L, BULK_LATENCY), GatewayBench.BODIES);
      write(rows);
      out.println("written to " + folder.resolve("gateway.json"));
      out.flush();
      return rows.stream().mapToLong(BenchRow::errors).sum() == 0 ? 0 : 1;
    }

    private void write(List<BenchRow> rows) throws IOException {
      StringBuilder table = new StringBuilder(BenchRow.TABLE_HEAD);
      rows.forEach(row -> table.append(row.tableLine()));
      Files.writeString(folder.resolve("gateway.md"), table.toString());
      JsonMapper json = JsonMapper.builder().build();
      Files.write(
          folder.resolve("gateway.json"),
          json.writerWithDefaultPrettyPrinter().writeValueAsBytes(Map.of("rows", rows)));
    }
  }
}
