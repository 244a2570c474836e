package dev.andon.sandbox.bench.edge;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One figure of a station: measured in some rounds, or why it was not. */
sealed interface EdgeFigure {
  /** In {@code edge.json} and the table. */
  String name();

  /** For {@code edge.json}. */
  Map<String, Object> json();

  /** For people. */
  String tableLine();

  /** Whether it was measured and its floor is broken. */
  boolean broken();

  /** Head of the table. */
  String TABLE_HEAD =
      """
      | figure | median | rounds | floor | held |
      |---|---|---|---|---|
      """;

  /**
   * A figure.
   *
   * @param unit as people write it; a ratio has none
   * @param rounds what each round found, at least one
   * @param note what a reader must know, or nothing
   */
  record Measured(String name, String unit, List<Double> rounds, Floor floor, String note)
      implements EdgeFigure {
    public Measured {
      rounds = List.copyOf(rounds);
      if (rounds.isEmpty()) {
        throw new IllegalArgumentException("figure " + name + " needs a round");
      }
    }

    double value() {
      return median(rounds);
    }

    @Override
    public boolean broken() {
      return !floor.holds(value());
    }

    @Override
    public Map<String, Object> json() {
      return new TreeMap<>(
          Map.of(
              "name", name,
              "unit", unit,
              "value", value(),
              "rounds", rounds,
              "floor", floor.toString(),
              "held", !broken(),
              "note", note));
    }

    @Override
    public String tableLine() {
      return String.format(
          Locale.ROOT,
          "| %s | %.4g %s | %.4g to %.4g, %d | %s | %s |%n",
          name,
          value(),
          unit,
          rounds.stream().mapToDouble(each -> each).min().orElseThrow(),
          rounds.stream().mapToDouble(each -> each).max().orElseThrow(),
          rounds.size(),
          floor,
          broken() ? "no" : "yes");
    }
  }

  /** A figure that could not be measured here. */
  record Missing(String name, Floor floor, String why) implements EdgeFigure {
    @Override
    public boolean broken() {
      return false;
    }

    @Override
    public Map<String, Object> json() {
      return new TreeMap<>(Map.of("name", name, "floor", floor.toString(), "not_measured", why));
    }

    @Override
    public String tableLine() {
      return "| %s | not measured: %s | | %s | |%n".formatted(name, why, floor);
    }
  }

  /** A part that failed: none of its figures is known. */
  record Failed(String name, String why) implements EdgeFigure {
    @Override
    public boolean broken() {
      return true;
    }

    @Override
    public Map<String, Object> json() {
      return new TreeMap<>(Map.of("name", name, "failed", why));
    }

    @Override
    public String tableLine() {
      return "| %s | failed: %s | | | no |%n".formatted(name, why.replaceAll("\\s+", " "));
    }
  }

  /** The middle one, or the mean of the two in the middle. */
  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(each -> each).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** The same of as many nanoseconds, in milliseconds. */
  static double medianMs(long[] nanos) {
    return median(Arrays.stream(nanos).mapToObj(each -> each / 1e6).toList());
  }
}
