package dev.andon.edge.models;

import dev.andon.edge.capture.Truth;
import dev.andon.edge.capture.TruthFile;
import dev.andon.edge.triage.Backbones;
import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.TriagePolicy;
import dev.andon.edge.triage.ViewKey;
import dev.andon.vision.Bundle;
import dev.andon.vision.TriageModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Measures a bundle on labelled frames and writes {@code metrics.json} and plots. */
@Command(
    name = "evaluate",
    description = "Measures a bundle on labelled frames; writes metrics.json and plots (SVG).",
    footer = {
      "",
      "Example: ./andon models evaluate --bundle models/bundles/andon-triage/0.3.1 --good photos/good --bad photos/bad --golden 20 --out report",
      "Example: ./andon models evaluate --bundle models/bundles/andon-triage/0.3.1 --frames frames --truth frames/truth.csv --out report"
    })
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--bundle", required = true, description = "Folder with manifest.json.")
  private Path bundle = Path.of("");

  @Option(names = "--frames", description = "Folder that the CSV's files lie in.")
  private @Nullable Path frames;

  @Option(
      names = "--truth",
      description = "CSV: file,variant,view,verdict,class,x1,y1,x2,y2; verdict pass|defect|golden.")
  private @Nullable Path truth;

  @Option(
      names = "--good",
      description = "Folder with good frames, in place of --frames and --truth.")
  private @Nullable Path good;

  @Option(names = "--bad", description = "Folder with defective frames of the same view.")
  private @Nullable Path bad;

  @Option(
      names = "--golden",
      description = "With --good: how many of them are golden (default: ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int golden;

  @Option(
      names = "--verdicts",
      split = ",",
      description =
          "With --good: decisions after so many judged defects (default: ${DEFAULT-VALUE}).",
      defaultValue = "0,1,5,20,50,100")
  private List<Integer> verdicts = List.of();

  @Option(
      names = "--patches",
      description = "Backbone of patch memories (default: andon-patches beside the bundle).")
  private @Nullable Path patches;

  @Option(names = "--out", required = true, description = "Folder for the results.")
  private Path out = Path.of("");

  @Option(names = "--slots", description = "CSV with slots of views that have their own.")
  private @Nullable Path slots;

  @Option(
      names = "--photographs",
      description = "Photographs of each golden frame to calibrate (default: ${DEFAULT-VALUE}).",
      defaultValue = "4")
  private int photographs = 4;

  @Option(names = "--seed", description = "Seed of their noise (default: 1).", defaultValue = "1")
  private long seed = 1;

  @Override
  public Integer call() throws Exception {
    return Refusals.told(spec, this::run);
  }

  private int run() throws IOException, InterruptedException {
    PrintWriter messages = spec.commandLine().getOut();
    Layout layout = slots == null ? Layout.GRID : SlotFile.read(slots);
    if (good != null && bad != null && frames == null && truth == null) {
      return folders(good, bad, layout, messages);
    }
    if (frames == null || truth == null || good != null || bad != null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "give either --frames and --truth, or --good and --bad");
    }
    return labelled(frames, truth, layout, messages);
  }

  private int folders(Path goodFrames, Path badFrames, Layout layout, PrintWriter messages)
      throws IOException, InterruptedException {
    try (TriageModel model = new TriageModel(Bundle.open(bundle));
        Backbone backbone = new Backbone(Backbones.open(Optional.ofNullable(patches), bundle, 1))) {
      FolderTrial trial = new FolderTrial(model, backbone.patches(), layout, photographs, seed);
      FolderTrial.Outcome outcome = trial.run(goodFrames, badFrames, golden);
      FolderReport report = new FolderReport(outcome, golden, seed, verdicts);
      report.write(out, model.bundle().toString());
      trial.notes().stream().limit(20).forEach(messages::println);
      report.lines().forEach(messages::println);
      messages.println("written to " + out);
      return 0;
    }
  }

  private int labelled(Path folder, Path csv, Layout layout, PrintWriter messages)
      throws IOException, InterruptedException {
    Map<ViewKey, List<Truth>> views = Evaluation.byView(TruthFile.read(csv));
    try (TriageModel model = new TriageModel(Bundle.open(bundle))) {
      TriagePolicy policy = new TriagePolicy(model.bundle().manifest(), List.of());
      Evaluation evaluation = new Evaluation(model, policy, layout, folder, photographs, seed);
      judge(evaluation, views, messages);
      if (evaluation.measured().isEmpty()) {
        evaluation.skipped().stream().limit(10).forEach(messages::println);
        messages.println("no frame could be judged");
        return 1;
      }
      write(evaluation, model, messages);
    }
    return 0;
  }

  private static void judge(
      Evaluation evaluation, Map<ViewKey, List<Truth>> views, PrintWriter messages)
      throws InterruptedException {
    int done = 0;
    for (Map.Entry<ViewKey, List<Truth>> view : views.entrySet()) {
      evaluation.view(view.getKey(), view.getValue());
      if (++done % 100 == 0) {
        messages.println(done + " of " + views.size() + " views");
        messages.flush();
      }
    }
  }

  private void write(Evaluation evaluation, TriageModel model, PrintWriter messages)
      throws IOException {
    Files.createDirectories(out);
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("bundle", model.bundle().toString());
    metrics.put("skipped", evaluation.skipped().size());
    metrics.putAll(Figures.of(evaluation.measured(), model.classes()));
    if (slots != null) {
      metrics.put("accuracy_by_position", PositionAccuracy.of(evaluation.measured()));
    }
    JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    Files.writeString(out.resolve("metrics.json"), json.writeValueAsString(metrics) + "\n");
    for (Map.Entry<String, String> plot :
        Plots.of(evaluation.measured(), model.classes()).entrySet()) {
      Files.writeString(out.resolve(plot.getKey()), plot.getValue());
    }
    evaluation.skipped().stream()
        .limit(20)
        .forEach(reason -> messages.println("skipped " + reason));
    metrics.forEach(
        (name, value) -> {
          if (value instanceof Number) {
            messages.println(name + " = " + value);
          }
        });
    messages.println("written to " + out);
  }
}
