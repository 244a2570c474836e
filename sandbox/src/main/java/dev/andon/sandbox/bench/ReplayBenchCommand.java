package dev.andon.sandbox.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** What waited through an outage, over a shaped link. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description =
        "Measure how far the replay lane of a station fills a shaped link, and how long what"
            + " happens meanwhile takes to the hub's receipt. Takes about three minutes.",
    footer = {"", "Example: ./andon bench replay --out target/bench"})
final class ReplayBenchCommand implements Callable<Integer> {
  private static final double FLOOR_USED = 0.9;
  private static final double CEILING_LIVE_MS = 300;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "For replay.json and the outbox; default: bench.")
  private Path folder = Path.of("bench");

  @Option(names = "--messages", paramLabel = "N", description = "That waited; default 10000.")
  private int messages = 10_000;

  @Option(names = "--bytes", paramLabel = "N", description = "Of each picture; default 120000.")
  private int bytes = 120_000;

  @Option(names = "--mbit", paramLabel = "N", description = "Of the link, a second; default 100.")
  private int mbit = 100;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Files.createDirectories(folder);
    Path outbox = Files.createTempDirectory(folder, "replay-");
    ReplayBench.Result result =
        new ReplayBench(
                new ReplayBench.Plan(
                    outbox, messages, bytes, mbit * 125_000L, Duration.ofMinutes(30)))
            .run();
    Path file = folder.resolve("replay.json");
    Files.write(
        file,
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsBytes(result));
    out.println(result.says());
    out.println("written to " + file + "; the outbox is in " + outbox);
    out.flush();
    return result.ofBare() >= FLOOR_USED && result.liveP95Ms() < CEILING_LIVE_MS ? 0 : 1;
  }
}
