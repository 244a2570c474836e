package dev.andon.hub;

import dev.andon.config.ConfigWatch;
import dev.andon.config.Environment;
import dev.andon.hub.setup.ConfigSummary;
import dev.andon.hub.setup.HubConfigReader;
import dev.andon.hub.setup.HubPlatform;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
    StationHub hub =
        new StationHub(
            HubConfigReader.read(file), HubPlatform.ofProcess(HubConfigReader.folder(file)));
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
    out.println(
        page(hub, Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)));
    hub.brokerPort().ifPresent(port -> out.println("broker ready at port " + port));
    out.flush();
    try (ConfigWatch watch = new ConfigWatch(file, () -> hub.reload(HubConfigReader.read(file)))) {
      watch.start();
      stopped.await();
    }
    return 0;
  }

  /** Whoever sits at a terminal may see the token; a log may not. */
  static String page(StationHub hub, boolean terminal) {
    return hub.adminToken()
        .filter(_ -> !terminal)
        .map(token -> "page at " + hub.address() + "/?token=TOKEN, which is in " + token.where())
        .orElseGet(() -> "page at " + hub.pageAddress());
  }

  /** Says in words what a configuration does, without running it. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Explain what a configuration does, and what is wrong with it.",
        "Variables with secrets need not be set; those that are not are listed at the end."
      },
      footer = {"", "Example: ./andon hub check --config config/hub.example.yaml"})
  static final class Check implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", required = true)
    private Path file = Path.of("hub.yaml");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Set<String> unset = new TreeSet<>();
      Environment lenient = name -> Optional.of(orPlaceholder(name, unset));
      HubPlatform here = HubPlatform.ofProcess(HubConfigReader.folder(file)).with(lenient);
      new ConfigSummary(HubConfigReader.read(file, lenient), here).lines().forEach(out::println);
      if (!unset.isEmpty()) {
        out.println();
        out.println("Not set here, and needed to start: " + String.join(", ", unset));
      }
      out.flush();
      return 0;
    }

    private static String orPlaceholder(String name, Set<String> unset) {
      return Environment.ofProcess()
          .get(name)
          .orElseGet(
              () -> {
                unset.add(name);
                return HubConfigReader.UNSET + name;
              });
    }
  }
}
