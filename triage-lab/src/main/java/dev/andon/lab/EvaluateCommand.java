package dev.andon.lab;

import dev.andon.edge.capture.TruthFile;
import dev.andon.edge.models.Backbone;
import dev.andon.edge.models.Refusals;
import dev.andon.edge.models.SlotFile;
import dev.andon.edge.triage.Backbones;
import dev.andon.edge.triage.Enrolment;
import dev.andon.edge.triage.Layout;
import dev.andon.vision.Bundle;
import dev.andon.vision.TriageModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
    description = {
      "Judges labelled frames with the code that ships: what is passed, asked about and rejected",
      "after so many judged defects. Writes metrics.json, frames.csv and plots (SVG)."
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:judged and written",
      "1:a folder, picture, truth file or bundle cannot be used; one line says which",
      "2:wrong usage"
    },
    footer = {
      "",
      "Example: ./andon models evaluate --bundle models/bundles/andon-triage/0.3.1 --good photos/good --bad photos/bad --golden 1,5,20 --seed 1,2,3 --out report",
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
      split = ",",
      paramLabel = "K",
      description =
          "How many good frames of a view are golden, 1 to 50; several numbers are tried one after"
              + " the other (default: 20 of --good; those that --truth calls golden).")
  private List<Integer> golden = List.of();

  @Option(
      names = "--verdicts",
      split = ",",
      paramLabel = "N",
      description = "Decisions after so many judged defects (default: ${DEFAULT-VALUE}).",
      defaultValue = "0,1,5,20,50,100")
  private List<Integer> verdicts = List.of();

  @Option(
      names = "--strangers",
      split = ",",
      paramLabel = "DIR",
      description = "Folders with frames of other products, which are shown to the view as well.")
  private List<Path> strangers = List.of();

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
      description =
          "Photographs of each golden frame to calibrate, 1 to 100 (default: ${DEFAULT-VALUE}).",
      defaultValue = "4")
  private int photographs = 4;

  @Option(
      names = "--seed",
      split = ",",
      paramLabel = "S",
      description =
          "Chooses golden frames, judged defects and noise; several are tried one after the other"
              + " (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private List<Long> seeds = List.of();

  @Option(
      names = "--json",
      description = "Print metrics.json to standard output, and everything else to the other.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    requireUsage();
    return Refusals.told(spec, this::run);
  }

  private void requireUsage() {
    boolean folders = good != null && bad != null && frames == null && truth == null;
    boolean labelled = frames != null && truth != null && good == null && bad == null;
    require(folders || labelled, "give either --frames and --truth, or --good and --bad");
    for (int each : golden) {
      require(
          each >= 1 && each <= Enrolment.MAX_GOLDEN,
          "--golden must be 1 to %d, not %d".formatted(Enrolment.MAX_GOLDEN, each));
    }
    for (int each : verdicts) {
      require(each >= 0, "--verdicts must be 0 or more, not " + each);
    }
    require(
        photographs >= 1 && photographs <= 100,
        "--photographs must be 1 to 100, not " + photographs);
  }

  private void require(boolean right, String message) {
    if (!right) {
      throw new CommandLine.ParameterException(spec.commandLine(), message);
    }
  }

  private int run() throws IOException, InterruptedException {
    Layout layout = slots == null ? Layout.GRID : SlotFile.read(slots);
    try (TriageModel model = new TriageModel(Bundle.open(bundle));
        Backbone backbone = new Backbone(Backbones.open(Optional.ofNullable(patches), bundle, 1))) {
      ViewTrial trial = new ViewTrial(model, backbone.patches(), layout, photographs);
      Map<String, Object> metrics = new LinkedHashMap<>();
      metrics.put("bundle", model.bundle().toString());
      TrialReport report = measured(trial, model, metrics);
      write(report, metrics, trial.reader());
    }
    return 0;
  }

  private TrialReport measured(ViewTrial trial, TriageModel model, Map<String, Object> metrics)
      throws IOException, InterruptedException {
    if (good != null && bad != null) {
      return folders(new FolderTrial(trial, good, bad, strangers), trial, metrics);
    }
    if (frames == null || truth == null) {
      throw new IllegalStateException("usage was checked");
    }
    TruthTrial truths = new TruthTrial(trial, frames, TruthFile.read(truth), strangers);
    return labelled(truths, trial, model, metrics);
  }

  private TrialReport folders(FolderTrial folders, ViewTrial trial, Map<String, Object> metrics)
      throws InterruptedException {
    List<Integer> numbers = golden.isEmpty() ? List.of(20) : golden;
    folders.require(numbers);
    List<Draw> draws = new ArrayList<>();
    long each = numbers.stream().mapToLong(folders::size).sum();
    EvaluationProgress progress = progress(each * seeds.size() + folders.frames());
    for (int number : numbers) {
      for (long seed : seeds) {
        draws.add(folders.run(number, seed, progress));
      }
    }
    TrialReport report = new TrialReport(draws, verdicts, trial.policy());
    metrics.putAll(report.figures());
    folders
        .aurocWithoutGolden(progress)
        .ifPresent(auroc -> metrics.put("auroc_without_golden", TrialReport.rounded(auroc, 4)));
    return report;
  }

  /** Tiles are measured beside the first choice of golden frames. */
  private TrialReport labelled(
      TruthTrial truths, ViewTrial trial, TriageModel model, Map<String, Object> metrics)
      throws IOException, InterruptedException {
    List<OptionalInt> numbers =
        golden.isEmpty()
            ? List.of(OptionalInt.empty())
            : golden.stream().map(OptionalInt::of).toList();
    List<Draw> draws = new ArrayList<>();
    Evaluation first = new Evaluation(model, trial.policy());
    EvaluationProgress progress =
        progress(numbers.stream().mapToLong(truths::size).sum() * seeds.size());
    for (OptionalInt number : numbers) {
      for (long seed : seeds) {
        Optional<Evaluation> tiles = draws.isEmpty() ? Optional.of(first) : Optional.empty();
        draws.add(truths.run(number, seed, tiles, progress));
        requireJudged(first, trial);
      }
    }
    metrics.put("skipped", trial.reader().skipped().size());
    metrics.putAll(Figures.of(first.measured(), model.classes()));
    if (slots != null) {
      metrics.put("accuracy_by_position", PositionAccuracy.of(first.measured()));
    }
    TrialReport report = new TrialReport(draws, verdicts, trial.policy());
    metrics.putAll(report.figures());
    Files.createDirectories(out);
    for (Map.Entry<String, String> plot : Plots.of(first.measured(), model.classes()).entrySet()) {
      Files.writeString(out.resolve(plot.getKey()), plot.getValue());
    }
    return report;
  }

  private static void requireJudged(Evaluation evaluation, ViewTrial trial) {
    if (evaluation.measured().isEmpty()) {
      throw new IllegalArgumentException(
          "no frame could be judged: "
              + String.join("; ", trial.reader().skipped().stream().limit(3).toList()));
    }
  }

  private EvaluationProgress progress(long all) {
    return new EvaluationProgress(spec.commandLine().getErr(), all, System::nanoTime);
  }

  private void write(TrialReport report, Map<String, Object> metrics, SampleReader reader)
      throws IOException {
    Files.createDirectories(out);
    String text =
        JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(metrics);
    Files.writeString(out.resolve("metrics.json"), text + "\n");
    report.write(out);
    PrintWriter people = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    List<String> notes = reader.notes();
    notes.stream().limit(20).forEach(people::println);
    if (notes.size() > 20) {
      people.println("and " + (notes.size() - 20) + " more pictures skipped or scaled");
    }
    metrics.forEach(
        (name, value) -> {
          if (value instanceof Number) {
            people.println(name + " = " + value);
          }
        });
    report.lines().forEach(people::println);
    people.println("written to " + out);
    people.flush();
    if (json) {
      spec.commandLine().getOut().println(text);
    }
  }
}
