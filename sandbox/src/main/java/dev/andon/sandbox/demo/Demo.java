package dev.andon.sandbox.demo;

import dev.andon.edge.triage.ViewStanding;
import dev.andon.hub.ingest.Faults;
import dev.andon.sandbox.audit.Audit;
import dev.andon.sandbox.audit.AuditReport;
import dev.andon.sandbox.audit.Auditor;
import dev.andon.sandbox.audit.Evidence;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One run of the whole plant, from its start to its audit. */
final class Demo {

  private static final int SPANS = 5;
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  /** When nothing has moved for so long, nothing will; the auditor says where everything is. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final DemoOptions options;
  private final Path folder;
  private final PrintWriter out;
  private final boolean terminal;
  private final Faults faults;
  private final Duration expectedLatency;
  private final StopSignal stop = new StopSignal();
  private final AtomicBoolean primaryGone = new AtomicBoolean();
  private final long began = System.nanoTime();

  /**
   * Prepares a run.
   *
   * @param folder for all files of the plant
   * @param terminal whether {@code out} is one
   * @param faults how the hub is broken on purpose, if at all
   * @param expectedLatency how long to wait for a backlog in which nothing moves
   */
  Demo(
      DemoOptions options,
      Path folder,
      PrintWriter out,
      boolean terminal,
      Faults faults,
      Duration expectedLatency) {
    this.options = options;
    this.folder = folder;
    this.out = out;
    this.terminal = terminal;
    this.faults = faults;
    this.expectedLatency = expectedLatency;
  }

  /** Runs to the end; with {@code keep} until this thread is interrupted. */
  AuditReport run() throws IOException, InterruptedException {
    DemoFrames frames = frames();
    say(
        "Andon demo: %d stations on %d lines, %s",
        options.stations(), options.lines(), frames.description());
    try (Plant plant = Plant.start(options, folder, frames, faults)) {
      say("hub %s   model %s   key %s", plant.address(), plant.model(), HubSetup.VIRTUAL_KEY);
      say("page %s", plant.page());
      say("%.1f s after the start: stations begin", seconds());
      AuditReport report = audited(plant, frames);
      new Summary(out).print(report);
      course(plant);
      write(report);
      keep(plant);
      return report;
    }
  }

  private DemoFrames frames() {
    return options
        .frames()
        .<DemoFrames>map(
            path -> Files.isDirectory(path) ? folder(path) : new VideoFrames(path, stop))
        .orElseGet(() -> new DrawnFrames(options.stations(), options.seed(), stop));
  }

  private DemoFrames folder(Path path) {
    return options.truth().isEmpty() && FolderFrames.tellsApart(path)
        ? FolderFrames.goodAndBad(path, options.seed(), stop)
        : new FolderFrames(path, options.truth(), stop);
  }

  private AuditReport audited(Plant plant, DemoFrames frames)
      throws IOException, InterruptedException {
    DemoProgress progress = new DemoProgress(out, terminal, System.nanoTime());
    plant.startStations(frames);
    try (FaultSchedule faults = new FaultSchedule()) {
      plan(faults, plant);
      capture(plant, faults, progress);
    }
    repair(plant);
    drain(plant, progress);
    progress.end();
    return report(plant);
  }

  private void plan(FaultSchedule faults, Plant plant) {
    options
        .cutLink()
        .ifPresent(
            when ->
                faults.plan(
                    when,
                    plant.link()::cut,
                    () -> plant.link().outages() > 0 && plant.hasOverdue(),
                    plant.link()::restore));
    options
        .providerOutage()
        .ifPresent(
            when ->
                faults.plan(
                    when,
                    () -> outage(plant, true),
                    () -> plant.fallbacks() > 0,
                    () -> outage(plant, false)));
  }

  private void outage(Plant plant, boolean on) {
    primaryGone.set(on);
    plant.primary().outage(on);
  }

  private void repair(Plant plant) {
    plant.link().restore();
    outage(plant, false);
  }

  private void capture(Plant plant, FaultSchedule faults, DemoProgress progress)
      throws InterruptedException {
    long start = System.nanoTime();
    while (!plant.captureEnded()) {
      if (timeIsUp(start) && faults.over()) {
        stop.give();
      }
      progress.show("capturing", plant, primaryGone.get());
      pause();
    }
  }

  private boolean timeIsUp(long start) {
    return options.capture().map(Duration::toNanos).stream()
        .anyMatch(limit -> System.nanoTime() - start > limit);
  }

  private void drain(Plant plant, DemoProgress progress) throws InterruptedException {
    long moved = System.nanoTime();
    String before = "";
    while (!plant.drained() && System.nanoTime() - moved < expectedLatency.toNanos()) {
      String now = plant.unfinished() + "/" + plant.providerCalls();
      if (!now.equals(before)) {
        before = now;
        moved = System.nanoTime();
      }
      progress.show("draining", plant, primaryGone.get());
      pause();
    }
  }

  private static void pause() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
  }

  private AuditReport report(Plant plant) {
    Evidence evidence = plant.evidence();
    Audit audit = Auditor.audit(evidence);
    return new AuditReport(
        evidence.journal(),
        audit,
        new AuditReport.Run(
            plant.cacheLookups("miss"),
            plant.cacheLookups("bypassed"),
            plant.providerCalls(),
            plant.fallbacks(),
            plant.link().outages(),
            plant.replayed(),
            HubSetup.CURRENCY,
            plant.spendByLine(),
            plant.unansweredMicros(),
            plant.providerMicros(),
            seconds()));
  }

  /** How autonomy was bought, where a view had to. */
  private void course(Plant plant) {
    List<ViewStanding> standing = plant.standing();
    if (standing.isEmpty()) {
      return;
    }
    say("");
    plant.course().lines(SPANS).forEach(line -> say("%s", line));
    standing.forEach(view -> say("autonomy   %s", view.says()));
  }

  private void write(AuditReport report) throws IOException {
    if (options.report().isPresent()) {
      report.write(options.report().get());
      say("report     %s", options.report().get());
    }
  }

  private void keep(Plant plant) throws InterruptedException {
    if (options.keep()) {
      say("");
      say("The plant stays up; Ctrl-C ends it.");
      say("page       %s", plant.page());
      say("clients    %s/v1 with the key %s", plant.address(), HubSetup.VIRTUAL_KEY);
      plant
          .example()
          .ifPresent(
              id ->
                  say(
                      "one answer ./andon explain %s --hub %s --config %s",
                      id, plant.address(), plant.hubFile()));
      new CountDownLatch(1).await();
    }
  }

  private double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
  private void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
