package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.audit.DamageLine;
import dev.andon.sandbox.soak.audit.FaultLine;
import dev.andon.sandbox.soak.audit.JsonLines;
import dev.andon.sandbox.soak.clock.ClockFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One phase of a campaign on a plant of its own: start, faults, quiet end, audit. */
final class PhaseRun {

  /** So much that it never binds: a phase is about faults, the plain soak about caps. */
  private static final long AMPLE_MICROS = 1_000_000_000_000L;

  private static final Duration TAKT = Duration.ofMillis(400);
  private static final Duration WARM_UP = Duration.ofMinutes(4);
  private static final Duration DRAIN = Duration.ofMinutes(4);
  private static final Duration SHORT_OF_LINKS = Duration.ofSeconds(90);
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");
  private static final long LOOK_MS = 500;
  private static final int KILLS_OF_EACH = 5;

  private final CampaignPlan.Planned phase;
  private final SoakOptions options;
  private final SoakFolder folder;
  private final Consumer<Moment> show;
  private final long began = System.nanoTime();

  /**
   * How far a phase is, for people.
   *
   * @param step start, faults, quiet
   * @param left of this phase, as far as can be said
   */
  record Moment(String step, long done, long signals, long waiting, long hubOpen, Duration left) {}

  /**
   * @param options of the whole campaign
   * @param folder of this phase alone
   * @param show is told every half second how far it is
   */
  PhaseRun(
      CampaignPlan.Planned phase, SoakOptions options, SoakFolder folder, Consumer<Moment> show) {
    this.phase = phase;
    this.options = options.forPhase(phase);
    this.folder = folder;
    this.show = show;
  }

  /** Runs to the audit. */
  PhaseReport run() throws IOException, InterruptedException {
    Optional<ClockFiles> clocks = clocks();
    PhaseFaults faults = faults(clocks);
    if (faults instanceof DaylightFault daylight) {
      daylight.prepare(owners());
    }
    try (SoakPlant plant = new SoakPlant(folder, options, shape(clocks), AMPLE_MICROS)) {
      Thread last = Thread.ofPlatform().unstarted(plant::abandon);
      Runtime.getRuntime().addShutdownHook(last);
      Optional<String> noDisks = plant.disks().refused();
      PhaseTally tally = new PhaseTally(phase);
      if (noDisks.isEmpty() || phase.kind() != PhaseKind.FULL_DISKS) {
        attack(plant, faults, tally);
      } else {
        plant.start();
      }
      plant.end();
      Runtime.getRuntime().removeShutdownHook(last);
      PhaseReport report = report(tally, noDisks);
      plant.disks().keep();
      return report;
    }
  }

  private void attack(SoakPlant plant, PhaseFaults faults, PhaseTally started)
      throws IOException, InterruptedException {
    plant.start();
    try (PulseWatch pulse = new PulseWatch(plant, folder);
        JsonLines book = JsonLines.appendTo(folder.faults())) {
      try (Feeder _ = new Feeder(plant, folder, pulse, shape(Optional.empty()).bulk())) {
        warmUp(plant, pulse, started);
        breakThings(new PhasePlant(plant, folder, pulse, book, options.seed()), faults, started);
      }
      plant.quiet();
      new QuietEnd(folder, plant.stations(), plant.line()::received)
          .await(DRAIN, (open, left) -> show(plant, pulse, started, "quiet", left));
      long now = System.currentTimeMillis();
      book.add(new FaultLine("end", "ended", "all", now, now + SHORT_OF_LINKS.toMillis()));
    }
  }

  private void warmUp(SoakPlant plant, PulseWatch pulse, PhaseTally tally)
      throws InterruptedException {
    long start = System.nanoTime();
    while (plant.stations().stream().anyMatch(one -> plant.line().received(one) == 0)
        && System.nanoTime() - start < WARM_UP.toNanos()) {
      show(plant, pulse, tally, "start", phase.limit());
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  private void breakThings(PhasePlant plant, PhaseFaults faults, PhaseTally tally)
      throws IOException, InterruptedException {
    Thread screen =
        Thread.ofVirtual()
            .name("screen")
            .start(
                () -> {
                  try {
                    while (true) {
                      show(plant.plant(), plant.pulse(), tally, "faults", tally.left());
                      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
                    }
                  } catch (InterruptedException over) {
                    Thread.currentThread().interrupt();
                  }
                });
    try {
      tally.begin();
      faults.run(plant, tally);
    } finally {
      screen.interrupt();
      screen.join();
    }
  }

  private void show(
      SoakPlant plant, PulseWatch pulse, PhaseTally tally, String step, Duration left) {
    show.accept(
        new Moment(
            step, tally.done(), plant.line().received(), pulse.waiting(), pulse.hubOpen(), left));
  }

  private List<String> owners() {
    return Stream.concat(Stream.of("hub"), PlantFiles.stations(options.stations()).stream())
        .toList();
  }

  private Optional<ClockFiles> clocks() throws IOException {
    return switch (phase.kind()) {
      case CLOCK_JUMPS, DAYLIGHT_SPRING, DAYLIGHT_AUTUMN ->
          Optional.of(ClockFiles.make(folder.clocks()));
      case AGENT_KILLS,
          HUB_KILLS,
          BROKER_KILLS,
          MIXED,
          CUT_LINK,
          FULL_DISKS,
          DAMAGED_OUTBOX,
          DAMAGED_HUB,
          REHEARSAL ->
          Optional.empty();
    };
  }

  private PhaseFaults faults(Optional<ClockFiles> clocks) {
    List<String> stations = PlantFiles.stations(options.stations());
    return switch (phase.kind()) {
      case AGENT_KILLS -> new KillFaults(stations);
      case HUB_KILLS -> new KillFaults(List.of("hub"));
      case BROKER_KILLS -> new KillFaults(List.of("broker"));
      case MIXED -> new MixedFaults();
      case CUT_LINK -> new CutFault();
      case FULL_DISKS -> new DiskFaults();
      case DAMAGED_OUTBOX -> new DamageFaults(stations);
      case DAMAGED_HUB -> new DamageFaults(List.of("hub"));
      case CLOCK_JUMPS -> new ClockFaults(clocks.orElseThrow());
      case DAYLIGHT_SPRING -> new DaylightFault(clocks.orElseThrow(), DaylightFault.SPRING);
      case DAYLIGHT_AUTUMN -> new DaylightFault(clocks.orElseThrow(), DaylightFault.AUTUMN);
      case REHEARSAL -> PhaseRun::rehearse;
    };
  }

  private static void rehearse(PhasePlant plant, PhaseTally tally)
      throws IOException, InterruptedException {
    PhasePlant.forAll(
        List.of("station-1", "hub", "broker"),
        target ->
            new KillFaults(List.of(target))
                .run(plant, new PhaseTally(KILLS_OF_EACH, tally.limit())));
    new MixedFaults().run(plant, tally);
  }

  private PlantShape shape(Optional<ClockFiles> clocks) {
    PlantShape shape =
        phase.kind() == PhaseKind.CUT_LINK ? PlantShape.thousands() : PlantShape.fed(TAKT);
    return clocks
        .map(
            files ->
                shape.with(files, phase.kind() == PhaseKind.CLOCK_JUMPS ? ZoneOffset.UTC : ROME))
        .orElse(shape);
  }

  private PhaseReport report(PhaseTally tally, Optional<String> noDisks) {
    boolean missed = noDisks.isPresent() && options.with(FaultKind.DISKS);
    return new PhaseReport(
        phase,
        tally.done(),
        Duration.ofNanos(System.nanoTime() - began),
        missed ? List.of("full disks: small disks need root: " + noDisks.get()) : List.of(),
        PlantAudit.of(folder, options.stations()),
        new PhaseReport.Trace(
            JsonLines.read(folder.faults(), FaultLine.class),
            JsonLines.read(folder.damages(), DamageLine.class),
            JsonLines.read(folder.pulses(), PulseLine.class)));
  }

  /** Frames and copies of damaged files, which nobody needs once the audit is done. */
  void tidy() throws IOException {
    for (String each : List.of("frames", "banks", "disks", "damaged")) {
      SoakFolder.delete(folder.file(each));
    }
    Files.deleteIfExists(folder.file("keys.p12"));
  }
}
