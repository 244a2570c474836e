package dev.andon.lab;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What judged defects buy, as pictures: a line for each number of golden frames. Pure. */
final class DecisionPlots {
  private static final double LEAST_MISSED = 10;

  private DecisionPlots() {}

  static String asked(List<TrialSpread> spreads) {
    SvgPlot plot =
        new SvgPlot(
            "Good frames that are asked about",
            judged(spreads),
            SvgPlot.Axis.even("good frames asked about (%)", 100));
    lines(plot, spreads, TrialSpread::asked);
    return plot.svg();
  }

  static String missed(List<TrialSpread> spreads) {
    double[] verdicts = verdicts(spreads);
    double most =
        spreads.stream().mapToDouble(spread -> 100 * spread.missed().high()).max().orElse(0);
    double upTo = Math.max(LEAST_MISSED, Math.ceil(most / 10) * 10);
    SvgPlot plot =
        new SvgPlot(
            "Defective frames that pass",
            judged(spreads),
            SvgPlot.Axis.even("defective frames passed (%)", upTo));
    lines(plot, spreads, TrialSpread::missed);
    plot.dashed(
        "bound in expectation, 1 / (n + 1)",
        verdicts,
        Arrays.stream(verdicts).map(n -> 100 / (n + 1)).toArray());
    return plot.svg();
  }

  private static SvgPlot.Axis judged(List<TrialSpread> spreads) {
    return SvgPlot.Axis.root("judged defects (count, square-root scale)", verdicts(spreads));
  }

  private static double[] verdicts(List<TrialSpread> spreads) {
    return spreads.stream().mapToDouble(TrialSpread::verdicts).distinct().sorted().toArray();
  }

  private static void lines(
      SvgPlot plot, List<TrialSpread> spreads, Function<TrialSpread, TrialSpread.Range> range) {
    Map<Integer, List<TrialSpread>> byGolden = new LinkedHashMap<>();
    for (TrialSpread spread : spreads) {
      byGolden.computeIfAbsent(spread.golden(), g -> new java.util.ArrayList<>()).add(spread);
    }
    byGolden.forEach(
        (golden, of) -> {
          List<TrialSpread.Range> ranges = of.stream().map(range).toList();
          double[] x = of.stream().mapToDouble(TrialSpread::verdicts).toArray();
          plot.band(
              x,
              ranges.stream().mapToDouble(each -> 100 * each.low()).toArray(),
              ranges.stream().mapToDouble(each -> 100 * each.high()).toArray());
          plot.line(
              golden + (golden == 1 ? " golden frame" : " golden frames"),
              x,
              ranges.stream().mapToDouble(each -> 100 * each.mean()).toArray());
        });
  }
}
