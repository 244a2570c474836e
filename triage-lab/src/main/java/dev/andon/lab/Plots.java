package dev.andon.lab;

import dev.andon.lab.MeasuredTile.Label;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The pictures of an evaluation: ROC, selective prediction, reliability. Pure. */
final class Plots {
  private static final int STEPS = 200;

  private Plots() {}

  /** SVG by file name. */
  static Map<String, String> of(List<MeasuredFrame> frames, List<String> classes) {
    Map<String, String> plots = new LinkedHashMap<>();
    plots.put("roc.svg", roc(frames));
    plots.put("selective.svg", selective(frames));
    plots.put("reliability.svg", reliability(frames, classes));
    return plots;
  }

  private static List<MeasuredFrame> referenced(List<MeasuredFrame> frames) {
    return frames.stream().filter(frame -> frame.joined().isPresent()).toList();
  }

  private static double joined(MeasuredTile tile) {
    return tile.joined().orElseThrow();
  }

  private static String roc(List<MeasuredFrame> frames) {
    SvgPlot plot =
        new SvgPlot(
            "Tiles: defects found by false alarms",
            SvgPlot.Axis.even("false alarms (share of good tiles)", 1),
            SvgPlot.Axis.even("found (share of defective tiles)", 1));
    roc(plot, "classes alone", frames, MeasuredTile::plain);
    List<MeasuredFrame> referenced = referenced(frames);
    if (!referenced.isEmpty()) {
      roc(plot, "with golden frames", referenced, Plots::joined);
    }
    return plot.svg();
  }

  private static void roc(
      SvgPlot plot, String name, List<MeasuredFrame> frames, ToDoubleFunction<MeasuredTile> score) {
    double[] good = sorted(Figures.tiles(frames, Label.GOOD, score));
    double[] bad = sorted(Figures.tiles(frames, Label.BAD, score));
    if (good.length == 0 || bad.length == 0) {
      return;
    }
    double[] x = new double[STEPS + 1];
    double[] y = new double[STEPS + 1];
    for (int i = 0; i <= STEPS; i++) {
      x[i] = (double) i / STEPS;
      int index = Math.min(good.length - 1, (int) Math.round((1 - x[i]) * (good.length - 1)));
      y[i] = shareAbove(bad, i == STEPS ? Double.NEGATIVE_INFINITY : good[index]);
    }
    plot.line(name, x, y);
  }

  /** How much stays undecided for each share of missed defects, at 2 % false rejects. */
  private static String selective(List<MeasuredFrame> frames) {
    SvgPlot plot =
        new SvgPlot(
            "Frames undecided by defects missed (2 % false rejects)",
            SvgPlot.Axis.even("missed (share of defective frames)", 0.1),
            SvgPlot.Axis.even("undecided (share of all frames)", 1));
    selective(plot, "classes alone", frames, MeasuredTile::plain);
    List<MeasuredFrame> referenced = referenced(frames);
    if (!referenced.isEmpty()) {
      selective(plot, "with golden frames", referenced, Plots::joined);
    }
    return plot.svg();
  }

  private static void selective(
      SvgPlot plot, String name, List<MeasuredFrame> frames, ToDoubleFunction<MeasuredTile> score) {
    double[] good = Figures.worst(frames, frame -> !frame.isBad(), score);
    double[] bad = Figures.worst(frames, MeasuredFrame::isBad, score);
    if (good.length == 0 || bad.length == 0) {
      return;
    }
    double[] x = new double[51];
    double[] y = new double[51];
    for (int i = 0; i <= 50; i++) {
      x[i] = i * 0.002;
      y[i] = Statistics.thresholds(good, bad, x[i], 0.02).undecided(good, bad);
    }
    plot.line(name, x, y);
  }

  private static String reliability(List<MeasuredFrame> frames, List<String> classes) {
    SvgPlot plot =
        new SvgPlot(
            "Reliability of class scores",
            SvgPlot.Axis.even("score (0 to 1)", 1),
            SvgPlot.Axis.even("bad in truth (share of tiles)", 1));
    plot.dashed("perfect", new double[] {0, 1}, new double[] {0, 1});
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (Statistics.Bin bin :
        Statistics.reliability(
            allClasses(frames, classes, Label.GOOD), allClasses(frames, classes, Label.BAD))) {
      if (bin.count() > 0) {
        x.add(bin.confidence());
        y.add(bin.accuracy());
      }
    }
    return plot.line("all classes", unboxed(x), unboxed(y)).svg();
  }

  private static double[] allClasses(
      List<MeasuredFrame> frames, List<String> classes, Label label) {
    DoubleStream all = DoubleStream.empty();
    for (int i = 0; i < classes.size(); i++) {
      all = DoubleStream.concat(all, Arrays.stream(Figures.classScores(frames, i, label)));
    }
    return all.toArray();
  }

  private static double[] unboxed(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  private static double shareAbove(double[] sorted, double value) {
    int index = Arrays.binarySearch(sorted, value);
    int from = index < 0 ? -index - 1 : index;
    while (from < sorted.length && sorted[from] <= value) {
      from++;
    }
    return (double) (sorted.length - from) / sorted.length;
  }
}
