package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.audit.FaultLine;
import dev.andon.sandbox.soak.audit.JsonLines;
import dev.andon.sandbox.soak.audit.LedgerFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** One soak, from the first process to the audit: warm-up, faults, quiet end, audit. */
final class Soak {

  private static final Duration WARM_UP = Duration.ofSeconds(90);
  private static final double FAULTY_SHARE = 0.75;

  private static final Duration SHORTEST_DRAIN = Duration.ofMinutes(4);
  private static final long LOOK_MS = 1_000;
  private static final int SAY_EVERY = 5;

  /** What the capped line may spend for each of its frames that is asked about: about a third. */
  private static final long CAP_MICROS_A_FRAME = 700;

  private static final long LEAST_CAP_MICROS = 30_000;
  private static final long RAISED = 1_000;

  private final SoakOptions options;
  private final SoakFolder folder;
  private final PrintWriter out;
  private final List<String> stations;
  private final long began = System.nanoTime();

  Soak(SoakOptions options, SoakFolder folder, PrintWriter out) {
    this.options = options;
    this.folder = folder;
    this.out = out;
    this.stations = PlantFiles.stations(options.stations());
  }

  /**
   * Runs to its end.
   *
   * @param keep whether all files stay in the folder
   */
  SoakReport run(boolean keep) throws IOException, InterruptedException {
    String broker = options.broker().words();
    say(
        "Andon soak: %s, seed %d, %d stations, %s; drawing %d frames",
        words(options.capture()),
        options.seed(),
        options.stations(),
        broker,
        options.stations() * PlantFiles.frames(options));
    try (SoakPlant plant = new SoakPlant(folder, options, PlantShape.drawn(), cap())) {
      Thread last = Thread.ofPlatform().unstarted(plant::abandon);
      Runtime.getRuntime().addShutdownHook(last);
      Optional<String> noDisks = plant.disks().refused();
      noDisks.ifPresent(why -> say("full disks are left out, small disks need root: %s", why));
      Map<String, Long> faults = soak(plant, noDisks.isPresent());
      plant.end();
      Runtime.getRuntime().removeShutdownHook(last);
      SoakReport report = report(broker, leftOut(noDisks), faults);
      if (keep) {
        plant.disks().keep();
      }
      return report;
    }
  }

  private List<String> leftOut(Optional<String> noDisks) {
    List<String> left = new ArrayList<>();
    noDisks.ifPresent(why -> left.add("disks: small disks need root: " + why));
    EnumSet.allOf(FaultKind.class).stream()
        .filter(kind -> !options.with(kind))
        .forEach(kind -> left.add(kind.text() + ": not asked for"));
    return left;
  }

  private long cap() {
    long asked =
        IntStream.range(0, options.stations())
            .filter(i -> PlantFiles.id(i).line().equals(PlantFiles.CAPPED))
            .count();
    return Math.max(LEAST_CAP_MICROS, asked * PlantFiles.frames(options) * CAP_MICROS_A_FRAME);
  }

  private Map<String, Long> soak(SoakPlant plant, boolean withoutDisks)
      throws IOException, InterruptedException {
    plant.start();
    try (SpendWatch watch = new SpendWatch(folder, cap())) {
      warmUp(plant);
      Map<String, Long> faults = disturb(plant, withoutDisks);
      plant.quiet();
      watch.raised(cap() * RAISED);
      plant.cap(cap() * RAISED);
      new QuietEnd(folder, stations, plant.line()::received)
          .await(longer(SHORTEST_DRAIN, options.capture()), this::quiet);
      try (JsonLines book = JsonLines.appendTo(folder.faults())) {
        long now = System.currentTimeMillis();
        book.add(new FaultLine("end", "ended", "all", now, now + WARM_UP.toMillis()));
      }
      return faults;
    }
  }

  /** Until each line has heard of each station. */
  private void warmUp(SoakPlant plant) throws InterruptedException {
    long until = System.nanoTime() + WARM_UP.toNanos();
    say("warm-up: %d stations load their model", options.stations());
    while (plant.line().received() < options.stations() && System.nanoTime() - until < 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  private Map<String, Long> disturb(SoakPlant plant, boolean withoutDisks)
      throws InterruptedException {
    Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
    kinds.addAll(options.faults());
    if (withoutDisks) {
      kinds.remove(FaultKind.DISKS);
    }
    Duration length = Duration.ofMillis(Math.round(options.capture().toMillis() * FAULTY_SHARE));
    FaultPlan plan = FaultPlan.draw(options.seed(), Duration.ZERO, length, kinds, stations);
    long start = System.nanoTime();
    try (Breakage breakage = new Breakage(plant, JsonLines.appendTo(folder.faults()))) {
      breakage.follow(plan, 0);
      int looks = 0;
      for (Duration left = length; left.isPositive(); left = length.minusNanos(since(start))) {
        if (looks++ % SAY_EVERY == 0) {
          show("faults", plant, breakage, left.plus(options.capture().minus(length)));
        }
        TimeUnit.MILLISECONDS.sleep(Math.min(LOOK_MS, Math.max(1, left.toMillis())));
      }
    }
    return plan.byKind();
  }

  private void show(String phase, SoakPlant plant, Breakage breakage, Duration left) {
    List<String> now = breakage.now();
    say(
        "%s  %-6s signals %d  %s  faults %d%s  about %s left",
        words(Duration.ofNanos(since(began))),
        phase,
        plant.line().received(),
        hubWords(),
        breakage.happened(),
        now.isEmpty() ? "" : " (" + String.join(", ", now) + ")",
        words(left));
  }

  private String hubWords() {
    try {
      LedgerFile.Standing hub = new LedgerFile(folder.hubFile()).standing();
      return "hub has %d, open %d".formatted(hub.taken(), hub.unfinished());
    } catch (IllegalStateException notNow) {
      return "hub unreadable";
    }
  }

  private void quiet(String open, Duration left) {
    say(
        "%s  quiet   %s, at most %s left",
        words(Duration.ofNanos(since(began))), open, words(left));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private SoakReport report(String broker, List<String> leftOut, Map<String, Long> faults) {
    PlantAudit audit = PlantAudit.of(folder, options.stations());
    return new SoakReport(
        options, broker, leftOut, faults, audit.figures(), audit.checks(), since(began) / 1e9);
  }

  private static long since(long nanos) {
    return System.nanoTime() - nanos;
  }

  private static String words(Duration time) {
    return "%d:%02d min".formatted(time.toMinutes(), time.toSecondsPart());
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
  private void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
