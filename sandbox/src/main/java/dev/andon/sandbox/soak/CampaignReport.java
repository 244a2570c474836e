package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.audit.Check;
import dev.andon.sandbox.soak.audit.DamageLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a campaign found. The keys of the file are stable.
 *
 * @param broker name and version
 * @param phases those that are over, in order
 */
record CampaignReport(
    SoakOptions options,
    CampaignPlan plan,
    String broker,
    List<PhaseReport> phases,
    Duration elapsed) {

  /** What a campaign is there to show, in the words of the page, by the check that counts it. */
  enum Sum {
    LOST("lost", "lost"),
    CHARGED_TWICE("charged_twice", "charged twice"),
    ACTUATED_TWICE("told_twice", "actuated twice"),
    UNSIGNALLED("unsignalled", "unsignalled");

    private final String check;
    private final String word;

    Sum(String check, String word) {
      this.check = check;
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  CampaignReport {
    phases = List.copyOf(phases);
  }

  /** Whether every promise was kept in every phase. */
  boolean holds() {
    return phases.stream().allMatch(PhaseReport::holds);
  }

  /** Whether every phase came to its count. */
  boolean isComplete() {
    return phases.size() == plan.phases().size()
        && phases.stream().allMatch(PhaseReport::isReached);
  }

  long sum(Sum what) {
    return phases.stream().mapToLong(phase -> phase.found(what.check)).sum();
  }

  ObjectNode toJson() {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("holds", holds());
    node.put("complete", isComplete());
    for (Sum sum : Sum.values()) {
      node.put(sum.name().toLowerCase(Locale.ROOT), sum(sum));
    }
    node.put("seed", options.seed());
    node.put("stations", options.stations());
    node.put("broker", broker);
    ArrayNode all = node.putArray("phases");
    phases.forEach(phase -> add(all.addObject(), phase));
    node.put("elapsed_s", elapsed.toSeconds());
    return node;
  }

  private static void add(ObjectNode node, PhaseReport phase) {
    node.put("phase", phase.name());
    node.put("counts", phase.planned().kind().word());
    node.put("target", phase.planned().target());
    node.put("reached", phase.reached());
    node.put("in_time", phase.isReached());
    node.put("holds", phase.holds());
    node.put("took_s", phase.took().toSeconds());
    ArrayNode left = node.putArray("left_out");
    phase.leftOut().forEach(left::add);
    SoakReport.counts(node.putObject("faults"), phase.faults());
    SoakReport.counts(node.putObject("figures"), phase.audit().figures());
    ArrayNode checks = node.putArray("checks");
    for (Check check : phase.audit().checks()) {
      SoakReport.add(checks.addObject(), check);
    }
    ArrayNode damages = node.putArray("damages");
    phase.trace().damages().forEach(line -> add(damages.addObject(), line));
  }

  private static void add(ObjectNode node, DamageLine line) {
    node.put("at_ms", line.atMs());
    node.put("process", line.process());
    node.put("what", line.what());
    node.put("bytes", line.bytes());
    node.put("parts_hit", line.parts().size());
    node.put("escalations_hit", line.escalations().size());
    node.put("told", line.told());
  }

  /** Writes {@code report.json} and {@code report.html}. */
  void write(Path folder) throws IOException {
    JsonMapper pretty = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    Files.writeString(folder.resolve("report.json"), pretty.writeValueAsString(toJson()) + "\n");
    Files.writeString(folder.resolve("report.html"), CampaignPage.of(this).toString());
  }

  /** For people: one line a phase, and what was broken there. */
  void print(PrintWriter out) {
    out.println();
    for (PhaseReport phase : phases) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-6s %-16s %6d of %-6d %s, %d:%02d min",
              phase.holds() ? phase.isReached() ? "ok" : "short" : "BROKEN",
              phase.name(),
              phase.reached(),
              phase.planned().target(),
              phase.planned().kind().word(),
              phase.took().toMinutes(),
              phase.took().toSecondsPart()));
      phase.leftOut().forEach(left -> out.println("         left out: " + left));
      phase.audit().checks().stream()
          .filter(check -> !check.holds())
          .forEach(check -> print(out, check));
    }
    out.println();
    for (Sum sum : Sum.values()) {
      out.println(String.format(Locale.ROOT, "%-16s %d", sum.word(), sum(sum)));
    }
    out.println();
    out.println(holds() ? "every promise was kept" : "PROMISES WERE BROKEN");
    out.flush();
  }

  private static void print(PrintWriter out, Check check) {
    out.println(
        String.format(
            Locale.ROOT, "         %s %d: %s", check.name(), check.found(), check.promise()));
    check.examples().stream().limit(3).forEach(example -> out.println("           " + example));
  }
}
