package dev.andon.sandbox.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs the phases of a campaign one after the other, each on a plant of its own. */
final class Campaign {

  private static final Duration SAY_EVERY = Duration.ofSeconds(5);

  /** Start, quiet end and audit of a phase, on two cores that have other work. */
  private static final Duration AROUND = Duration.ofSeconds(50);

  /** Of its limit, what a phase takes as a rule. */
  private static final int USUAL_PERCENT = 60;

  private final CampaignPlan plan;
  private final SoakOptions options;
  private final Path root;
  private final boolean keep;
  private final PrintWriter out;
  private final long began = System.nanoTime();
  private long said;

  /**
   * @param root a folder for each phase comes into it
   * @param keep whether disks and frames of phases that broke a promise stay
   */
  Campaign(CampaignPlan plan, SoakOptions options, Path root, boolean keep, PrintWriter out) {
    this.plan = plan;
    this.options = options;
    this.root = root;
    this.keep = keep;
    this.out = out;
  }

  /** Runs to the end of the last phase; the report is written again behind each. */
  CampaignReport run() throws IOException, InterruptedException {
    String broker = options.broker().words();
    say(
        "Andon soak, campaign: %d phases, seed %d, %d stations, %s",
        plan.phases().size(), options.seed(), options.stations(), broker);
    List<PhaseReport> done = new ArrayList<>();
    for (CampaignPlan.Planned phase : plan.phases()) {
      done.add(run(phase, done.size()));
      CampaignReport report = report(broker, done);
      report.write(root);
    }
    return report(broker, done);
  }

  private CampaignReport report(String broker, List<PhaseReport> done) {
    return new CampaignReport(options, plan, broker, done, elapsed());
  }

  private PhaseReport run(CampaignPlan.Planned phase, int index)
      throws IOException, InterruptedException {
    SoakFolder folder = new SoakFolder(root.resolve(phase.kind().text()));
    Files.createDirectories(folder.root());
    PhaseRun run = new PhaseRun(phase, options, folder, now -> show(index, now));
    PhaseReport report = run.run();
    if (!keep || report.holds()) {
      run.tidy();
    }
    say(
        "%s  [%d/%d %s] %s: %d of %d %s in %s",
        words(elapsed()),
        index + 1,
        plan.phases().size(),
        report.name(),
        report.holds() ? "every promise kept" : "PROMISES BROKEN " + report.broken(),
        report.reached(),
        phase.target(),
        phase.kind().word(),
        words(report.took()));
    return report;
  }

  private synchronized void show(int index, PhaseRun.Moment now) {
    if (System.nanoTime() - said < SAY_EVERY.toNanos()) {
      return;
    }
    said = System.nanoTime();
    CampaignPlan.Planned phase = plan.phases().get(index);
    say(
        "%s  [%d/%d %s] %-6s %d/%d  signals %d  waiting %d  hub open %d  about %s left, %s in all",
        words(elapsed()),
        index + 1,
        plan.phases().size(),
        phase.kind().text(),
        now.step(),
        now.done(),
        phase.target(),
        now.signals(),
        now.waiting(),
        now.hubOpen(),
        words(now.left()),
        words(now.left().plus(later(index))));
  }

  /** What the phases behind this one will take. */
  private Duration later(int index) {
    return plan.phases().stream()
        .skip(index + 1L)
        .map(phase -> phase.limit().multipliedBy(USUAL_PERCENT).dividedBy(100).plus(AROUND))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - began);
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
