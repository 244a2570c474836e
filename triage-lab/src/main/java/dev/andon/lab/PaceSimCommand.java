package dev.andon.lab;

import dev.andon.edge.escalation.PaceSettings;
import dev.andon.edge.models.Refusals;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Compares paced spending with first come, first served on shifts drawn from recorded scores. */
@Command(
    name = "pace-sim",
    description =
        "Plays shifts of doubtful frames through the agent's pace and beside it first come, first"
            + " served, at the same budget: how many defects nobody is asked about. Scores come"
            + " from frames.csv of models evaluate; without one they are drawn.",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:played", "1:a file cannot be used; one line says which", "2:wrong usage"},
    footer = {"", "Example: ./andon models pace-sim --scores report/frames.csv --seed 1,2,3"})
final class PaceSimCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--scores",
      split = ",",
      paramLabel = "FILE",
      description = "frames.csv of models evaluate; its doubtful frames are drawn from.")
  private List<Path> scores = List.of();

  @Option(
      names = "--seed",
      split = ",",
      paramLabel = "N",
      description = "A shift of each pattern for each (default: ${DEFAULT-VALUE}).",
      defaultValue = "1,2,3,4,5")
  private List<Long> seeds = List.of();

  @Option(
      names = "--budget",
      description = "Share of the doubtful frames that is paid for (default: ${DEFAULT-VALUE}).",
      defaultValue = "0.5")
  private double budget = 0.5;

  @Option(
      names = "--frames",
      description = "Doubtful frames of a shift (default: ${DEFAULT-VALUE}).",
      defaultValue = "2000")
  private int frames = 2_000;

  @Option(
      names = "--defects",
      description = "Share of them that is defective (default: ${DEFAULT-VALUE}).",
      defaultValue = "0.1")
  private double defects = 0.1;

  @Option(names = "--out", description = "JSON file for all figures.")
  private @Nullable Path out;

  @Override
  public Integer call() throws Exception {
    return Refusals.told(spec, this::run);
  }

  private int run() throws IOException {
    check("--budget", budget, 0.01, 1);
    check("--defects", defects, 0.001, 0.999);
    check("--frames", frames, 100, 1_000_000);
    PrintWriter lines = spec.commandLine().getOut();
    lines.println(
        "scores | pattern | AUROC | missed first come, paced, best | fewer missed | spent of budget");
    List<Map<String, Object>> rows = new ArrayList<>();
    for (PaceStation station : stations()) {
      for (ShiftPattern pattern : ShiftPattern.values()) {
        PaceFigures figures = play(station, pattern);
        rows.add(figures.json(station, pattern));
        lines.println(figures.line(station, pattern));
      }
    }
    if (out != null) {
      Files.writeString(out, json(rows));
    }
    return 0;
  }

  private List<PaceStation> stations() throws IOException {
    return scores.isEmpty() ? PaceStation.drawn(new Random(7)) : PaceStation.recorded(scores);
  }

  private PaceFigures play(PaceStation station, ShiftPattern pattern) {
    PaceFigures figures = new PaceFigures();
    for (long seed : seeds) {
      List<StreamFrame> shift =
          pattern.draw(
              station.pools(), frames, defects, new Random(31 * seed + pattern.name().hashCode()));
      figures.add(new PaceTrial(PaceSettings.DEFAULT).play(shift, budget, seed));
    }
    return figures;
  }

  private String json(List<Map<String, Object>> rows) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("seeds", seeds);
    all.put("budget", budget);
    all.put("frames", frames);
    all.put("defects", defects);
    all.put("shifts", rows);
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(all);
  }

  private static void check(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be %s to %s, not %s", name, least, most, value));
    }
  }
}
