package dev.andon.sandbox.soak;

import dev.andon.sandbox.audit.OutboxRow;
import dev.andon.sandbox.soak.audit.BookLine;
import dev.andon.sandbox.soak.audit.Disturbances;
import dev.andon.sandbox.soak.audit.EvidenceFolder;
import dev.andon.sandbox.soak.audit.ExitLine;
import dev.andon.sandbox.soak.audit.FaultLine;
import dev.andon.sandbox.soak.audit.ForgedLine;
import dev.andon.sandbox.soak.audit.JsonLines;
import dev.andon.sandbox.soak.audit.LedgerFile;
import dev.andon.sandbox.soak.audit.LinkLogs;
import dev.andon.sandbox.soak.audit.LostLink;
import dev.andon.sandbox.soak.audit.SoakAuditor;
import dev.andon.sandbox.soak.audit.SoakEvidence;
import dev.andon.sandbox.soak.audit.SpendLine;
import dev.andon.sandbox.soak.audit.StationEvidence;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One soak, from the first process to the audit: warm-up, faults, quiet end, audit. */
final class Soak {

  private static final Duration WARM_UP = Duration.ofSeconds(90);
  private static final double FAULTY_SHARE = 0.75;

  /** When nothing has moved for so long, nothing will; the audit says what is open. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

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
    String broker = broker();
    say(
        "Andon soak: %s, seed %d, %d stations, %s; drawing %d frames",
        words(options.capture()),
        options.seed(),
        options.stations(),
        broker,
        options.stations() * PlantFiles.frames(options));
    try (SoakPlant plant = new SoakPlant(folder, options, cap())) {
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

  private String broker() throws IOException {
    return switch (options.broker()) {
      case MOSQUITTO ->
          "mosquitto "
              + Mosquitto.version(Mosquitto.executable().orElseThrow())
              + " with passwords, TLS and a list of who may what";
      case EMBEDDED -> "embedded broker without passwords, TLS or lists";
    };
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
      drain(plant);
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

  private void drain(SoakPlant plant) throws InterruptedException {
    long start = System.nanoTime();
    long moved = start;
    String before = "";
    long most = Math.max(SHORTEST_DRAIN.toNanos(), options.capture().toNanos());
    int looks = 0;
    while (since(start) < most && since(moved) < PATIENCE.toNanos()) {
      String open = open();
      if (open.isEmpty()) {
        return;
      }
      String now = open + plant.line().received();
      if (!now.equals(before)) {
        before = now;
        moved = System.nanoTime();
      }
      if (looks++ % SAY_EVERY == 0) {
        say(
            "%s  quiet   %s, at most %s left",
            words(Duration.ofNanos(since(began))),
            open,
            words(Duration.ofNanos(most - since(start))));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS * 2);
    }
  }

  /** What has not come to rest, in words; empty where all has. */
  private String open() {
    long unread = 0;
    long waiting = 0;
    for (String station : stations) {
      var files = folder.station(station);
      var escalations = files.escalations();
      Set<String> known = new HashSet<>(files.decided());
      escalations.forEach(row -> known.add(row.partId()));
      unread += files.parts().stream().filter(part -> !known.contains(part)).count();
      waiting += escalations.stream().filter(row -> waits(row.row())).count();
    }
    long hub = hubOpen();
    return unread + waiting + hub == 0
        ? ""
        : "%d parts to read, %d escalations wait, %d at the hub".formatted(unread, waiting, hub);
  }

  private static boolean waits(OutboxRow row) {
    return switch (row.standing()) {
      case WAITING -> true;
      case HANDED_OVER, DONE -> !row.finalVerdict();
      case REFUSED, EVICTED -> false;
    };
  }

  private long hubOpen() {
    try {
      return new LedgerFile(folder.hubFile()).standing().unfinished();
    } catch (IllegalStateException notNow) {
      return 1;
    }
  }

  private SoakReport report(String broker, List<String> leftOut, Map<String, Long> faults) {
    SoakEvidence evidence = evidence();
    return new SoakReport(
        options,
        broker,
        leftOut,
        faults,
        figures(evidence),
        SoakAuditor.audit(evidence),
        since(began) / 1e9);
  }

  private SoakEvidence evidence() {
    List<FaultLine> faults = JsonLines.read(folder.faults(), FaultLine.class);
    return new SoakEvidence(
        IntStream.range(0, options.stations()).mapToObj(this::station).toList(),
        new LedgerFile(folder.hubFile()).evidence(),
        JsonLines.read(folder.books(), BookLine.class),
        JsonLines.read(folder.spend(), SpendLine.class),
        new Disturbances(
            faults,
            JsonLines.read(folder.forged(), ForgedLine.class),
            losses(faults),
            JsonLines.read(folder.exits(), ExitLine.class),
            PlantFiles.DEADLINE.toMillis()));
  }

  private StationEvidence station(int index) {
    String name = PlantFiles.station(index);
    return new EvidenceFolder(
            name, PlantFiles.id(index).line(), folder.station(name), folder.signals(name))
        .read();
  }

  private List<LostLink> losses(List<FaultLine> faults) {
    Set<String> clients = new HashSet<>(stations);
    clients.add("hub");
    return new LinkLogs(faults, clients)
        .all(
            folder.log("broker"),
            clients.stream().collect(Collectors.toMap(client -> client, folder::log)));
  }

  private static Map<String, Long> figures(SoakEvidence evidence) {
    Map<String, Long> figures = new LinkedHashMap<>();
    figures.put("frames_drawn", sum(evidence, station -> station.parts().size()));
    figures.put("judged_on_the_spot", sum(evidence, station -> station.decided().size()));
    figures.put("escalated", sum(evidence, station -> station.escalations().size()));
    figures.put("signals", sum(evidence, station -> station.signals().size()));
    figures.putAll(
        causes(evidence).entrySet().stream()
            .collect(Collectors.toMap(e -> "signals_" + e.getKey(), Map.Entry::getValue)));
    figures.put("hub_escalations", (long) evidence.hub().cases().size());
    figures.put("provider_calls", (long) evidence.books().size());
    figures.put("provider_answers", evidence.books().stream().filter(BookLine::answered).count());
    figures.put("forged_messages", (long) evidence.disturbances().forged().size());
    return figures;
  }

  private static Map<String, Long> causes(SoakEvidence evidence) {
    return evidence.stations().stream()
        .flatMap(station -> station.signals().stream())
        .collect(Collectors.groupingBy(signal -> signal.cause(), Collectors.counting()));
  }

  private static long sum(SoakEvidence evidence, Function<StationEvidence, Integer> count) {
    return evidence.stations().stream().mapToLong(station -> count.apply(station)).sum();
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
