package dev.andon.sandbox.soak;

import dev.andon.html.Html;
import dev.andon.sandbox.soak.audit.FaultLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One phase drawn over its time: a lane for each target with what was broken there, and below what
 * waited and what was judged. Lengths are units of the picture.
 */
final class TimelinePicture {

  private static final int WIDTH = 960;
  private static final int LEFT = 104;
  private static final int RIGHT = 8;
  private static final int LANE = 15;
  private static final int BAR = 9;
  private static final int CURVE = 58;
  private static final int GAP = 16;
  private static final int AXIS = 22;
  private static final int MOST_POINTS = 240;
  private static final double SHORTEST_BAR = 1.5;
  private static final List<Integer> STEPS_S = List.of(10, 30, 60, 120, 300, 600, 1_800, 3_600);
  private static final int MOST_TICKS = 12;

  private final List<FaultLine> faults;
  private final List<PulseLine> pulses;
  private final List<String> targets;
  private final long from;
  private final long to;

  private TimelinePicture(PhaseReport.Trace trace) {
    this.faults = trace.faults().stream().filter(line -> !line.kind().equals("end")).toList();
    this.pulses = trace.pulses();
    this.targets =
        List.copyOf(
            faults.stream().map(FaultLine::target).collect(Collectors.toCollection(TreeSet::new)));
    this.from = pulses.isEmpty() ? 0 : pulses.getFirst().atMs();
    this.to = pulses.isEmpty() ? 1 : Math.max(from + 1_000, pulses.getLast().atMs());
  }

  /** Nothing where nothing was written down. */
  static Html of(PhaseReport.Trace trace, String name) {
    return trace.pulses().isEmpty() ? Html.NOTHING : new TimelinePicture(trace).draw(name);
  }

  private Html draw(String name) {
    int lanes = targets.size() * LANE;
    int height = lanes + 3 * (CURVE + GAP) + GAP + AXIS;
    List<Double> rates = rates();
    return Html.of(
        "<div class=\"wide\"><svg class=\"timeline\" viewBox=\"0 0 {} {}\" role=\"img\""
            + " aria-label=\"Faults, queues and judged frames of phase {}\">{}{}{}{}{}{}</svg></div>",
        WIDTH,
        height,
        name,
        ticks(height),
        Html.all(IntStream.range(0, targets.size()).mapToObj(this::lane)),
        Html.all(faults.stream().map(this::bar)),
        curve("outbox", "waiting", lanes + GAP, points(PulseLine::waiting)),
        curve("hub", "open", lanes + GAP + CURVE + GAP, points(PulseLine::hubOpen)),
        curve("judged", "a second", lanes + GAP + 2 * (CURVE + GAP), rates));
  }

  private Html lane(int index) {
    int y = index * LANE;
    return Html.of(
        "<text class=\"label\" x=\"{}\" y=\"{}\">{}</text>"
            + "<line class=\"rule\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/>",
        LEFT - 8,
        y + BAR + 2,
        targets.get(index),
        LEFT,
        WIDTH - RIGHT,
        y + LANE - 1,
        y + LANE - 1);
  }

  private Html bar(FaultLine fault) {
    double begin = x(fault.fromMs());
    return Html.of(
        "<rect class=\"fault {}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\">"
            + "<title>{} {}, {} s</title></rect>",
        fault.kind(),
        tenths(begin),
        targets.indexOf(fault.target()) * LANE + 3,
        tenths(Math.max(SHORTEST_BAR, x(fault.toMs()) - begin)),
        BAR,
        fault.target(),
        fault.what(),
        tenths((fault.toMs() - fault.fromMs()) / 1e3));
  }

  private double x(long atMs) {
    double share = (double) (Math.clamp(atMs, from, to) - from) / (to - from);
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private Html ticks(int height) {
    long seconds = (to - from) / 1_000;
    int step =
        STEPS_S.stream()
            .filter(one -> seconds / one <= MOST_TICKS)
            .findFirst()
            .orElse(STEPS_S.getLast());
    return Html.all(
        IntStream.rangeClosed(0, Math.toIntExact(seconds / step))
            .mapToObj(i -> tick(i * step, height)));
  }

  private Html tick(int second, int height) {
    String x = tenths(x(from + second * 1_000L));
    return Html.of(
        "<line class=\"tick\" x1=\"{}\" x2=\"{}\" y1=\"0\" y2=\"{}\"/>"
            + "<text class=\"time\" x=\"{}\" y=\"{}\">{}</text>",
        x,
        x,
        height - AXIS,
        x,
        height - 7,
        "%d:%02d".formatted(second / 60, second % 60));
  }

  /** Values at even distances, from the first pulse to the last. */
  private List<Double> points(ToDoubleFunction<PulseLine> value) {
    int points = Math.min(MOST_POINTS, pulses.size());
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      all.add(slice(i, points).stream().mapToDouble(value).max().orElse(0));
    }
    return all;
  }

  private List<PulseLine> slice(int index, int points) {
    int begin = (int) ((long) index * pulses.size() / points);
    int end = (int) ((index + 1L) * pulses.size() / points);
    return pulses.subList(begin, Math.max(begin + 1, end));
  }

  /** Frames a second, over some seconds; a figure that falls because rows went is no rate. */
  private List<Double> rates() {
    int points = Math.min(MOST_POINTS, pulses.size());
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      PulseLine last = slice(i, points).getLast();
      PulseLine before = slice(Math.max(0, i - 4), points).getFirst();
      long ms = last.atMs() - before.atMs();
      all.add(ms <= 0 ? 0 : Math.max(0, (last.judged() - before.judged()) * 1e3 / ms));
    }
    return all;
  }

  private static Html curve(String name, String unit, int top, List<Double> values) {
    double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    double full = most > 0 ? most : 1;
    int base = top + CURVE;
    StringBuilder path = new StringBuilder("M" + LEFT + " " + base);
    for (int i = 0; i < values.size(); i++) {
      double x = LEFT + (double) (WIDTH - LEFT - RIGHT) * i / Math.max(1, values.size() - 1);
      path.append('L').append(tenths(x)).append(' ');
      path.append(tenths(base - values.get(i) / full * (CURVE - 4)));
    }
    path.append('L').append(WIDTH - RIGHT).append(' ').append(base).append('Z');
    return Html.of(
        "<path class=\"curve {}\" d=\"{}\"/>"
            + "<line class=\"base\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/>"
            + "<text class=\"label\" x=\"{}\" y=\"{}\">{}</text>"
            + "<text class=\"label soft\" x=\"{}\" y=\"{}\">{}</text>"
            + "<text class=\"label soft\" x=\"{}\" y=\"{}\">at most {}</text>",
        name,
        path,
        LEFT,
        WIDTH - RIGHT,
        base,
        base,
        LEFT - 8,
        base - 32,
        name,
        LEFT - 8,
        base - 19,
        unit,
        LEFT - 8,
        base - 5,
        most >= 10 || most == Math.rint(most) ? Long.toString(Math.round(most)) : tenths(most));
  }

  private static String tenths(double length) {
    return String.format(Locale.ROOT, "%.1f", length);
  }
}
