package dev.andon.lab;

import dev.andon.edge.capture.FrameTruth;
import dev.andon.edge.capture.TruthFile;
import dev.andon.edge.models.Refusals;
import dev.andon.edge.models.SlotFile;
import dev.andon.edge.triage.ViewKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes truth files of public data sets from their file names. */
@Command(
    name = "truth",
    description = "Writes a truth CSV for DeepPCB boards or screw photos from their file names.",
    footer = {"", "Example: ./andon models truth --deeppcb boards --out truth.csv"})
final class TruthCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(multiplicity = "1")
  private From from = new From();

  @Option(names = "--out", required = true, description = "The CSV to write.")
  private Path out = Path.of("");

  @Option(
      names = "--golden",
      description =
          "How many templates of each board group, or whole screw photos, are golden (default: 0);"
              + " with --captures: golden photographs of each place (at least 1).",
      defaultValue = "0")
  private int golden;

  @Option(
      names = "--captures",
      description =
          "Folder for new photographs: per place a golden frame, a good capture, one with all"
              + " defects and one with a single defect, each with noise of its own. The CSV then"
              + " names these files.")
  private @Nullable Path captures;

  @Option(names = "--seed", description = "Seed of the noise (default: 1).", defaultValue = "1")
  private long seed = 1;

  @Option(
      names = "--groups",
      split = ",",
      description = "Only these board groups (default: all), for instance 12100,50600.")
  private List<String> groups = List.of();

  @Option(
      names = "--places",
      description = "At most so many places of each board group, spread evenly (default: all).")
  private int places = Integer.MAX_VALUE;

  @Option(names = "--slots", description = "Also write the screws' slots to this CSV.")
  private @Nullable Path slots;

  /** Which data set. */
  static final class From {
    @Option(names = "--deeppcb", required = true, description = "Folder GROUP/NAME_temp.jpg.")
    private @Nullable Path deeppcb;

    @Option(names = "--screws", required = true, description = "Folder with 34_1001.jpg.")
    private @Nullable Path screws;
  }

  @Override
  public Integer call() throws Exception {
    return Refusals.told(spec, this::run);
  }

  private int run() throws IOException {
    PrintWriter messages = spec.commandLine().getOut();
    List<FrameTruth> rows = rows(messages);
    try (Writer writer = Files.newBufferedWriter(out)) {
      TruthFile.write(rows, writer);
    }
    if (slots != null) {
      try (Writer writer = Files.newBufferedWriter(slots)) {
        ViewKey view = new ViewKey(ScrewTruth.VARIANT, ScrewTruth.VIEW);
        SlotFile.write(view, ScrewTruth.SLOTS, writer);
      }
    }
    messages.println(rows.size() + " frames written to " + out);
    return 0;
  }

  private List<FrameTruth> rows(PrintWriter messages) throws IOException {
    if (from.screws != null) {
      return ScrewTruth.read(from.screws, golden);
    }
    Path folder = from.deeppcb;
    if (folder == null) {
      throw new IllegalStateException("picocli lets one of --deeppcb and --screws through");
    }
    if (places < 1) {
      throw new IllegalArgumentException("--places must be 1 or more, not " + places);
    }
    BoardTruth boards = new BoardTruth(folder, Set.copyOf(groups), places);
    if (captures == null) {
      boards.asTheyLie(golden);
    } else {
      boards.photographed(captures, Math.max(1, golden), seed);
    }
    boards.skipped().forEach(reason -> messages.println("skipped " + reason));
    return boards.rows();
  }
}
