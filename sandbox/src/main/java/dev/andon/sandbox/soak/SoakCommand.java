package dev.andon.sandbox.soak;

import dev.andon.sandbox.demo.Bundles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
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
      "With --full a campaign of phases, each with a count to reach and an audit of its own.",
      "Exit status: 0 every promise kept; 1 one broken; 2 wrong usage; 3 not installed."
    },
    footer = {
      "",
      "Example: ./andon soak --minutes 10 --seed 7 --report soak.json",
      "         ./andon soak --full --out soak            (one to two hours)",
      "         ./andon soak --phase hub-kills --scale 0.2 --out soak"
    })
public final class SoakCommand implements Callable<Integer> {

  private static final int MISSING = 3;
  private static final int PLAIN_STATIONS = 6;
  private static final int CAMPAIGN_STATIONS = 3;

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

  @Option(names = "--stations", paramLabel = "N", description = "1 to 32 (6; 3 in a campaign).")
  private @Nullable Integer stations;

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

  @Option(
      names = "--full",
      description =
          "All phases: kills by number, mixed faults, a cut link, full disks, damage, clocks.")
  private boolean full;

  @Option(
      names = "--phase",
      paramLabel = "NAME",
      description = {
        "This phase alone; may be repeated. agent-kills, hub-kills, broker-kills, mixed,",
        "cut-link, full-disks, damaged-outbox, damaged-hub, clock-jumps, daylight-spring,",
        "daylight-autumn, rehearsal."
      })
  private List<String> phases = List.of();

  @Option(
      names = "--scale",
      paramLabel = "X",
      defaultValue = "1",
      description = "Share of the phases' counts, five at least (1).")
  private double scale = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Of a campaign: report.json, report.html, logs and books; new or empty.")
  private @Nullable Path out;

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
    try {
      return isCampaign() ? campaign(options, plan()) : plain(options);
    } catch (IOException | UncheckedIOException | IllegalStateException failed) {
      err.println("andon: the soak was not finished: " + failed.getMessage());
      return 1;
    }
  }

  private boolean isCampaign() {
    return full || !phases.isEmpty();
  }

  private CampaignPlan plan() {
    try {
      return CampaignPlan.of(full ? List.of() : phases.stream().map(PhaseKind::of).toList(), scale);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
    }
  }

  private int campaign(SoakOptions options, CampaignPlan plan)
      throws IOException, InterruptedException {
    Path root = folder(out, "--out");
    try {
      PrintWriter screen = spec.commandLine().getOut();
      CampaignReport found = new Campaign(plan, options, root, out != null, screen).run();
      found.print(screen);
      if (report != null) {
        Files.copy(root.resolve("report.json"), report, StandardCopyOption.REPLACE_EXISTING);
      }
      return found.holds() && found.isComplete() ? 0 : 1;
    } finally {
      tidy(root, out);
    }
  }

  private int plain(SoakOptions options) throws IOException, InterruptedException {
    Path root = folder(keep, "--keep");
    try {
      PrintWriter screen = spec.commandLine().getOut();
      SoakReport found = new Soak(options, new SoakFolder(root), screen).run(keep != null);
      found.print(screen);
      if (report != null) {
        found.write(report);
      }
      return found.holds() ? 0 : 1;
    } finally {
      tidy(root, keep);
    }
  }

  private Path folder(@Nullable Path asked, String option) throws IOException {
    return asked == null ? Files.createTempDirectory("andon-soak-") : newFolder(asked, option);
  }

  private static void tidy(Path root, @Nullable Path asked) throws IOException {
    if (asked == null) {
      SoakFolder.delete(root);
    }
  }

  private SoakOptions options() throws IOException {
    try {
      return new SoakOptions(
          Duration.ofMillis(Math.round(minutes * 60_000)),
          seed,
          stations == null ? isCampaign() ? CAMPAIGN_STATIONS : PLAIN_STATIONS : stations,
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

  private Path newFolder(Path folder, String option) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      Optional<Path> any = files.findAny();
      if (any.isPresent()) {
        throw new ParameterException(
            spec.commandLine(),
            option + " needs a new or empty folder, and " + any.get() + " is there");
      }
    }
    return folder;
  }
}
