package dev.andon.sandbox.demo;

import dev.andon.hub.ingest.Faults;
import dev.andon.sandbox.audit.AuditReport;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./andon demo}: a whole plant on this machine. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Runs broker, hub, stations and scripted providers in one process, cuts the link once, takes",
      "the first provider away once, and then looks for every escalation.",
      "Exit status: 0 nothing lost and nothing charged twice; 1 otherwise; 2 wrong usage."
    },
    footer = {"", "Example: ./andon demo --stations 2 --seconds 30 --report r.json"})
public final class DemoCommand implements Callable<Integer> {

  private static final Duration DRAWN_CAPTURE = Duration.ofSeconds(17);
  private static final Interval CUT = Interval.parse("2:7");
  private static final Interval OUTAGE = Interval.parse("11:4");

  /** Lost links are on the live line; a log line for each station would tear it apart. */
  private static final List<Logger> QUIETED =
      Stream.of("dev.andon", "ai.djl").map(Logger::getLogger).toList();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--frames",
      paramLabel = "DIR|VIDEO",
      description = "Judge these frames instead of drawn scenes.")
  private @Nullable Path frames;

  @Option(
      names = "--max-missed",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description = "With --truth: exit 1 if more of the defective frames are passed (0.01).")
  private double maxMissed = 0.01;

  @Option(
      names = "--truth",
      paramLabel = "CSV",
      description = "What is right about them: file,variant,view,verdict,class,x1,y1,x2,y2.")
  private @Nullable Path truth;

  @Option(names = "--stations", paramLabel = "N", defaultValue = "4", description = "1 to 64 (4).")
  private int stations = 4;

  @Option(names = "--lines", paramLabel = "N", description = "1 to N stations (2).")
  private @Nullable Integer lines;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long to capture (17 for drawn scenes and videos, a folder to its end).")
  private @Nullable Double seconds;

  @Option(
      names = "--seed",
      paramLabel = "K",
      defaultValue = "1",
      description = "Of drawn scenes (1).")
  private long seed = 1;

  @Option(
      names = "--cut-link",
      paramLabel = "AT:FOR",
      converter = IntervalConverter.class,
      description =
          "Cut the link between stations and broker, in seconds (2:7); longer if nothing waits yet.")
  private Interval cutLink = CUT;

  @Option(
      names = "--provider-outage",
      paramLabel = "AT:FOR",
      converter = IntervalConverter.class,
      description =
          "Take the first provider away, in seconds (11:4); longer if no other was asked yet.")
  private Interval providerOutage = OUTAGE;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "0",
      description = "Of the hub's HTTP doors (any free one).")
  private int port;

  @Option(names = "--bundle", paramLabel = "DIR", description = "The triage model to use.")
  private @Nullable Path bundle;

  @Option(names = "--report", paramLabel = "FILE.json", description = "Write the figures there.")
  private @Nullable Path report;

  @Option(names = "--keep", description = "Leave the plant running afterwards.")
  private boolean keep;

  /** Reads {@code AT:FOR}. */
  static final class IntervalConverter implements ITypeConverter<Interval> {
    @Override
    public Interval convert(String value) {
      return Interval.parse(value);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    DemoOptions options = options();
    QUIETED.forEach(logger -> logger.setLevel(Level.SEVERE));
    Path folder = Files.createTempDirectory("andon-demo-");
    try {
      boolean terminal =
          Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
      AuditReport result =
          new Demo(options, folder, out, terminal, Faults.NONE, Demo.PATIENCE).run();
      return result.audit().clean() && result.reconciles() && fewMissed(result) ? 0 : 1;
    } catch (IllegalArgumentException | IllegalStateException wrong) {
      spec.commandLine().getErr().println("andon: " + wrong.getMessage());
      return 1;
    } finally {
      delete(folder);
    }
  }

  /** Where the truth about frames is known, defective ones that passed are a failure. */
  private boolean fewMissed(AuditReport result) {
    long missed = result.audit().score().missedDefects();
    long bad = result.audit().score().defective();
    if (truth == null || missed <= maxMissed * bad) {
      return true;
    }
    spec.commandLine()
        .getErr()
        .printf(
            Locale.ROOT,
            "andon: %d of %d defective frames were passed, more than --max-missed %.3f allows%n",
            missed,
            bad,
            maxMissed);
    return false;
  }

  private DemoOptions options() throws IOException {
    try {
      if (frames != null && !Files.exists(frames)) {
        throw new IllegalArgumentException("--frames: there is no " + frames);
      }
      return new DemoOptions(
          Optional.ofNullable(frames),
          Optional.ofNullable(truth),
          bundle == null ? Bundles.newest() : bundle,
          stations,
          lines == null ? Math.min(2, stations) : lines,
          capture(),
          seed,
          Optional.of(cutLink),
          Optional.of(providerOutage),
          port,
          Optional.ofNullable(report),
          keep);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
    }
  }

  private Optional<Duration> capture() {
    if (seconds != null) {
      return Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
    }
    return frames != null && Files.isDirectory(frames)
        ? Optional.empty()
        : Optional.of(DRAWN_CAPTURE);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
