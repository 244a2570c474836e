package dev.andon.lab;

import dev.andon.config.csv.CsvOutput;
import dev.andon.edge.triage.ReferenceView;
import dev.andon.edge.triage.TriagePolicy;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Figures, a line for each frame, and plots of what the policy does. */
final class TrialReport {
  private static final List<String> FRAME_COLUMNS =
      List.of("file", "truth", "score", "triage", "variant", "view", "golden", "seed");

  private final List<Draw> draws;
  private final List<Integer> verdicts;
  private final TriagePolicy policy;
  private final List<Decisions> decisions = new ArrayList<>();
  private final List<TrialSpread> spreads = new ArrayList<>();

  /**
   * Decides all frames after so many judged defects.
   *
   * @param draws at least one
   */
  TrialReport(List<Draw> draws, List<Integer> verdicts, TriagePolicy policy) {
    this.draws = List.copyOf(draws);
    this.verdicts = verdicts.stream().distinct().sorted().toList();
    this.policy = policy;
    for (Draw draw : draws) {
      for (int count : this.verdicts) {
        draw.after(count, policy).ifPresent(decisions::add);
      }
    }
    for (int golden : draws.stream().map(Draw::golden).distinct().sorted().toList()) {
      List<Draw> alike = draws.stream().filter(draw -> draw.golden() == golden).toList();
      for (int count : this.verdicts) {
        TrialSpread.of(alike, golden, count, policy).ifPresent(spreads::add);
      }
    }
  }

  /** Figures for {@code metrics.json}. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("good", draws.getFirst().frames().filter(frame -> !frame.bad()).count());
    figures.put("bad", draws.getFirst().frames().filter(JudgedFrame::bad).count());
    auroc().ifPresent(auroc -> figures.put("auroc", rounded(auroc, 4)));
    figures.put("cpu_ms_per_frame", rounded(frameMillis(), 1));
    double asked = askedMillis();
    if (!Double.isNaN(asked)) {
      figures.put("cpu_ms_per_asked_frame", rounded(asked, 1));
    }
    figures.put("runs", draws.stream().map(TrialReport::run).toList());
    figures.put("decisions", decisions.stream().map(Decisions::figures).toList());
    figures.put("spread", spreads.stream().map(TrialSpread::figures).toList());
    figures.put("strangers", strangers());
    return figures;
  }

  /** Mean over the draws. */
  private Optional<Double> auroc() {
    List<Double> each = draws.stream().flatMap(draw -> draw.auroc().stream()).toList();
    return each.isEmpty()
        ? Optional.empty()
        : Optional.of(each.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
  }

  private double frameMillis() {
    return Statistics.median(draws.stream().map(Draw::frameMillis).toList());
  }

  private double askedMillis() {
    return Statistics.median(
        draws.stream()
            .flatMap(draw -> draw.views().stream())
            .flatMap(view -> view.effort().askedMillis().stream())
            .toList());
  }

  private static Map<String, Object> run(Draw draw) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("golden", draw.golden());
    run.put("seed", draw.seed());
    run.put("views", draw.views().size());
    run.put("mode", modes(draw));
    run.put("noise", rounded(noise(draw), 2));
    draw.auroc().ifPresent(auroc -> run.put("auroc", rounded(auroc, 4)));
    run.put("cpu_ms_per_frame", rounded(draw.frameMillis(), 1));
    run.put("enrol_seconds", rounded(most(draw, ViewOutcome.Effort::enrolSeconds), 2));
    run.put("enrol_cpu_seconds", rounded(most(draw, ViewOutcome.Effort::enrolCpuSeconds), 2));
    return run;
  }

  private static String modes(Draw draw) {
    return String.join(
        "+", draw.views().stream().map(ViewOutcome::mode).distinct().sorted().toList());
  }

  /** Of the view where golden frames differ most. */
  private static double noise(Draw draw) {
    return draw.views().stream()
        .flatMap(outcome -> outcome.view().stream())
        .map(ReferenceView::noise)
        .mapToDouble(ReferenceView.Noise::pixels)
        .max()
        .orElse(0);
  }

  private static double most(
      Draw draw, java.util.function.ToDoubleFunction<ViewOutcome.Effort> of) {
    return draw.views().stream().map(ViewOutcome::effort).mapToDouble(of).max().orElse(0);
  }

  private List<Map<String, Object>> strangers() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Draw draw : draws) {
      for (int count : verdicts) {
        draw.strangers(count, policy)
            .forEach(
                (kind, received) -> {
                  Map<String, Object> figures = new LinkedHashMap<>();
                  figures.put("what", kind);
                  figures.put("golden", draw.golden());
                  figures.put("seed", draw.seed());
                  figures.put("verdicts", count);
                  figures.putAll(received.figures());
                  all.add(figures);
                });
      }
    }
    return all;
  }

  /** Writes {@code frames.csv}, {@code asked.svg} and {@code missed.svg}. */
  void write(Path folder) throws IOException {
    try (Writer frames = Files.newBufferedWriter(folder.resolve("frames.csv"))) {
      writeFrames(CsvOutput.exact(frames));
    }
    Files.writeString(folder.resolve("asked.svg"), DecisionPlots.asked(spreads));
    Files.writeString(folder.resolve("missed.svg"), DecisionPlots.missed(spreads));
  }

  private void writeFrames(CsvOutput csv) {
    csv.row(FRAME_COLUMNS);
    for (Draw draw : draws) {
      draw.frames().forEach(frame -> csv.row(fields(draw, frame)));
    }
  }

  private static List<String> fields(Draw draw, JudgedFrame frame) {
    return List.of(
        frame.name(),
        frame.bad() ? "bad" : "good",
        String.format(Locale.ROOT, "%.5f", frame.score()),
        frame.triage().getClass().getSimpleName().toLowerCase(Locale.ROOT),
        frame.view().variant(),
        frame.view().view(),
        String.valueOf(draw.golden()),
        String.valueOf(draw.seed()));
  }

  /** For people: a line for each draw, then one for each number of verdicts. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    draws.forEach(draw -> lines.add(words(draw)));
    lines.add("golden seed judged | bad: passed asked rejected | good: passed asked rejected");
    for (Decisions each : decisions) {
      lines.add(each.line());
    }
    lines.addAll(strangersInWords());
    return lines;
  }

  /** After the most judged defects that there are: then a view passes most by itself. */
  private List<String> strangersInWords() {
    List<String> lines = new ArrayList<>();
    for (Draw draw : draws) {
      verdicts.stream()
          .filter(count -> draw.after(count, policy).isPresent())
          .reduce((first, last) -> last)
          .ifPresent(
              most ->
                  draw.strangers(most, policy)
                      .forEach(
                          (kind, received) ->
                              lines.add(
                                  "golden %d, seed %d, %d judged: of %s"
                                      .formatted(
                                          draw.golden(),
                                          draw.seed(),
                                          most,
                                          received.words(kind)))));
    }
    return lines;
  }

  private static String words(Draw draw) {
    return String.format(
        Locale.ROOT,
        "golden %d, seed %d: mode %s, noise %.1f, AUROC %s, %.1f ms CPU a frame, enrolled in %.1f s",
        draw.golden(),
        draw.seed(),
        modes(draw),
        noise(draw),
        draw.auroc().map(a -> String.format(Locale.ROOT, "%.4f", a)).orElse("none"),
        draw.frameMillis(),
        most(draw, ViewOutcome.Effort::enrolSeconds));
  }

  /** Not a number stays what it is. */
  static double rounded(double value, int places) {
    double scale = Math.pow(10, places);
    return Math.round(value * scale) / scale;
  }
}
