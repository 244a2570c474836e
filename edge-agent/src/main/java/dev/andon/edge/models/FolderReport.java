package dev.andon.edge.models;

import dev.andon.edge.triage.ReferenceView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Figures, a line for each frame, and plots of what the policy does with two folders. */
final class FolderReport {
  private final FolderTrial.Outcome outcome;
  private final int golden;
  private final long seed;
  private final List<Decisions> decisions = new ArrayList<>();

  FolderReport(FolderTrial.Outcome outcome, int golden, long seed, List<Integer> verdicts) {
    this.outcome = outcome;
    this.golden = golden;
    this.seed = seed;
    for (int count : verdicts) {
      FolderTrial.after(outcome, count, golden, seed).ifPresent(decisions::add);
    }
  }

  /** Separation of good and bad by score. */
  Optional<Double> auroc() {
    return Statistics.auroc(scores(false), scores(true));
  }

  List<Decisions> decisions() {
    return decisions;
  }

  private double[] scores(boolean bad) {
    return outcome.frames().stream()
        .filter(frame -> frame.bad() == bad)
        .mapToDouble(FolderTrial.Judged::score)
        .toArray();
  }

  void write(Path folder, String bundle) throws IOException {
    Files.createDirectories(folder);
    JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    Files.writeString(
        folder.resolve("metrics.json"), json.writeValueAsString(figures(bundle)) + "\n");
    Files.writeString(folder.resolve("frames.csv"), csv());
    Files.writeString(folder.resolve("asked.svg"), asked());
    Files.writeString(folder.resolve("missed.svg"), missed());
  }

  private Map<String, Object> figures(String bundle) {
    ReferenceView view = outcome.view();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("bundle", bundle);
    figures.put("golden", golden);
    figures.put("seed", seed);
    figures.put("mode", mode());
    figures.put("noise", view.noise().pixels());
    figures.put("good", scores(false).length);
    figures.put("bad", scores(true).length);
    auroc().ifPresent(auroc -> figures.put("auroc", Math.round(auroc * 10_000) / 10_000.0));
    figures.put("cpu_ms_per_frame", Math.round(outcome.cpuMillis() * 10) / 10.0);
    figures.put("decisions", decisions.stream().map(Decisions::figures).toList());
    return figures;
  }

  private String mode() {
    if (outcome.view().registered()) {
      return "pixels";
    }
    return outcome.view().patches().isPresent() ? "patches" : "none";
  }

  private String csv() {
    StringBuilder lines = new StringBuilder("file,truth,score,triage\n");
    for (FolderTrial.Judged frame : outcome.frames()) {
      lines.append('"').append(frame.file().replace("\"", "\"\"")).append("\",");
      lines.append(frame.bad() ? "bad" : "good").append(',');
      lines.append(String.format(Locale.ROOT, "%.5f", frame.score())).append(',');
      lines.append(frame.triage().getClass().getSimpleName().toLowerCase(Locale.ROOT));
      lines.append('\n');
    }
    return lines.toString();
  }

  /** Beside it, what would be asked if nothing could be bought. */
  private String asked() {
    SvgPlot plot =
        new SvgPlot("Good frames asked about by judged defects", "judged", "asked", most(), 1);
    plot.line("asked", x(), y(Decisions::goodAskedShare));
    return plot.svg();
  }

  private String missed() {
    SvgPlot plot =
        new SvgPlot("Defective frames passed by judged defects", "judged", "passed", most(), 0.1);
    plot.line("passed", x(), y(Decisions::badPassedShare));
    plot.line("bound, in expectation", x(), y(each -> 1.0 / (each.verdicts() + 1)));
    return plot.svg();
  }

  private double most() {
    return decisions.stream().mapToInt(Decisions::verdicts).max().orElse(1);
  }

  private double[] x() {
    return decisions.stream().mapToDouble(Decisions::verdicts).toArray();
  }

  private double[] y(java.util.function.ToDoubleFunction<Decisions> of) {
    return decisions.stream().mapToDouble(of).toArray();
  }

  /** For people, one line for each number of verdicts. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "mode %s, AUROC %s, %.1f ms CPU a frame",
            mode(),
            auroc().map(a -> String.format(Locale.ROOT, "%.4f", a)).orElse("none"),
            outcome.cpuMillis()));
    for (Decisions each : decisions) {
      lines.add(each.figures().toString());
    }
    return lines;
  }
}
