package dev.andon.hub;

import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the plant's hub until it is told to stop. */
@Command(
    name = "hub",
    mixinStandardHelpOptions = true,
    description = "Run the plant's hub and gateway.",
    subcommands = HubCommand.Check.class,
    footer = {"", "Example: ./andon hub --config hub.yaml"})
final class HubCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The hub's configuration, see config/hub.example.yaml.")
  private Path file = Path.of("hub.yaml");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    StationHub hub = new StationHub(read(file), Surroundings.ofProcess(folder(file)));
    Thread stop =
        new Thread(
            () -> {
              hub.close();
              stopped.countDown();
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    PrintWriter out = spec.commandLine().getOut();
    out.println("hub ready at " + hub.address());
    hub.brokerPort().ifPresent(port -> out.println("broker ready at port " + port));
    out.flush();
    try (ConfigWatch watch = new ConfigWatch(file, () -> hub.reload(read(file)))) {
      watch.start();
      stopped.await();
    }
    return 0;
  }

  static HubConfig read(Path file) {
    return new ConfigFile(Environment.ofProcess()).read(file, HubConfig.class);
  }

  static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? Path.of("/") : parent;
  }

  /** Says in words what a configuration does, without running it. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Explain what a configuration does, and what is wrong with it.",
      footer = {"", "Example: ./andon hub check --config config/hub.example.yaml"})
  static final class Check implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", required = true)
    private Path file = Path.of("hub.yaml");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      new ConfigSummary(read(file), Surroundings.ofProcess(folder(file)))
          .lines()
          .forEach(out::println);
      out.flush();
      return 0;
    }
  }
}
