package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.audit.Check;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a soak found. The keys of the file are stable.
 *
 * @param broker name and version
 * @param leftOut faults that could not be done here, and why
 * @param faults how often each kind happened
 * @param figures what the plant did
 * @param elapsedSeconds from the start to the audit
 */
record SoakReport(
    SoakOptions options,
    String broker,
    List<String> leftOut,
    Map<String, Long> faults,
    Map<String, Long> figures,
    List<Check> checks,
    double elapsedSeconds) {

  SoakReport {
    leftOut = List.copyOf(leftOut);
    faults = new TreeMap<>(faults);
    checks = List.copyOf(checks);
  }

  /** Whether every promise was kept. */
  boolean holds() {
    return checks.stream().allMatch(Check::holds);
  }

  /** One check by its name. */
  Check check(String name) {
    return checks.stream().filter(check -> check.name().equals(name)).findFirst().orElseThrow();
  }

  ObjectNode toJson() {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("holds", holds());
    node.put("minutes", options.capture().toMillis() / 60_000.0);
    node.put("seed", options.seed());
    node.put("stations", options.stations());
    node.put("broker", broker);
    ArrayNode left = node.putArray("left_out");
    leftOut.forEach(left::add);
    counts(node.putObject("faults"), faults);
    counts(node.putObject("figures"), figures);
    ArrayNode all = node.putArray("checks");
    checks.forEach(check -> add(all.addObject(), check));
    node.put("elapsed_s", Math.round(elapsedSeconds * 10) / 10.0);
    return node;
  }

  static void add(ObjectNode node, Check check) {
    node.put("name", check.name());
    node.put("promise", check.promise());
    node.put("holds", check.holds());
    node.put("found", check.found());
    counts(node.putObject("figures"), check.figures());
    ArrayNode examples = node.putArray("examples");
    check.examples().forEach(examples::add);
  }

  static void counts(ObjectNode node, Map<String, Long> counts) {
    counts.forEach(node::put);
  }

  void write(Path file) throws IOException {
    JsonMapper pretty = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    Files.writeString(file, pretty.writeValueAsString(toJson()) + "\n");
  }

  /** For people: one line a promise, with examples of what was broken. */
  void print(PrintWriter out) {
    out.println();
    figures.forEach((name, count) -> row(out, name, Long.toString(count)));
    row(out, "faults", faults.isEmpty() ? "none" : words(faults));
    leftOut.forEach(left -> row(out, "left out", left));
    out.println();
    for (Check check : checks) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-6s %-14s %6d   %s%s",
              check.holds() ? "ok" : "BROKEN",
              check.name(),
              check.found(),
              check.promise(),
              check.figures().isEmpty() ? "" : " (" + words(check.figures()) + ")"));
      check.examples().stream().limit(3).forEach(example -> out.println("         " + example));
    }
    out.println();
    out.println(holds() ? "every promise was kept" : "PROMISES WERE BROKEN");
    out.flush();
  }

  private static void row(PrintWriter out, String name, String value) {
    out.println(String.format(Locale.ROOT, "%-20s %s", name.replace('_', ' '), value));
  }

  private static String words(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey().replace('_', ' ') + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
