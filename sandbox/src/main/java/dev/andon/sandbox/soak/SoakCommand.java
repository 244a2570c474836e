package dev.andon.sandbox.soak;

import dev.andon.sandbox.demo.Bundles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./andon soak}: a plant of processes under attack, and its audit from outside. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description = {
      "Runs stations, hub, broker and a scripted provider as processes, kills and",
      "stalls them, fills their disks, cuts their links and forges messages, by list",
      "and seed; then looks for every frame, call and signal in files and books alone.",
      "Exit status: 0 every promise kept; 1 one broken; 2 wrong usage; 3 not installed."
    },
    footer = {"", "Example: ./andon soak --minutes 10 --seed 7 --report soak.json"})
public final class SoakCommand implements Callable<Integer> {

  private static final int MISSING = 3;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "10",
      description = "How long frames come (10); faults take three quarters of it.")
  private double minutes = 10;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of frames and faults: same seed, same plan (1).")
  private long seed = 1;

  @Option(names = "--stations", paramLabel = "N", defaultValue = "6", description = "1 to 32 (6).")
  private int stations = 6;

  @Option(
      names = "--faults",
      paramLabel = "LIST",
      defaultValue = "all",
      description = "Of kills,stalls,disks,provider,link,forgery; all, none (all).")
  private String faults = "all";

  @Option(
      names = "--broker",
      paramLabel = "NAME",
      defaultValue = "mosquitto",
      description = "mosquitto, with passwords, TLS and ACL; or embedded, without (mosquitto).")
  private String broker = "mosquitto";

  @Option(names = "--bundle", paramLabel = "DIR", description = "The triage model to use.")
  private @Nullable Path bundle;

  @Option(names = "--report", paramLabel = "FILE.json", description = "Write what was found there.")
  private @Nullable Path report;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Leave configuration, databases, logs and books there; new or empty.")
  private @Nullable Path keep;

  @Override
  public Integer call() throws IOException, InterruptedException {
    SoakOptions options = options();
    PrintWriter err = spec.commandLine().getErr();
    if (options.broker() == SoakOptions.Broker.MOSQUITTO && Mosquitto.executable().isEmpty()) {
      err.println(
          "andon: soak needs mosquitto (Debian: apt-get install mosquitto), or --broker embedded");
      return MISSING;
    }
    Path root = keep == null ? Files.createTempDirectory("andon-soak-") : newFolder(keep);
    try {
      PrintWriter out = spec.commandLine().getOut();
      SoakReport found = new Soak(options, new SoakFolder(root), out).run(keep != null);
      found.print(out);
      if (report != null) {
        found.write(report);
      }
      return found.holds() ? 0 : 1;
    } catch (IOException | UncheckedIOException | IllegalStateException failed) {
      err.println("andon: the soak was not finished: " + failed.getMessage());
      return 1;
    } finally {
      if (keep == null) {
        delete(root);
      }
    }
  }

  private SoakOptions options() throws IOException {
    try {
      return new SoakOptions(
          Duration.ofMillis(Math.round(minutes * 60_000)),
          seed,
          stations,
          FaultKind.parse(faults),
          broker(broker),
          bundle == null ? Bundles.newest() : bundle);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
    }
  }

  private static SoakOptions.Broker broker(String name) {
    return Stream.of(SoakOptions.Broker.values())
        .filter(one -> one.text().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--broker is mosquitto or embedded, not '" + name + "'"));
  }

  private Path newFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      Optional<Path> any = files.findAny();
      if (any.isPresent()) {
        throw new ParameterException(
            spec.commandLine(),
            "--keep needs a new or empty folder, and " + any.get() + " is there");
      }
    }
    return folder;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
