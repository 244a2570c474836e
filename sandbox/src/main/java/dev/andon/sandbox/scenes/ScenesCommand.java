package dev.andon.sandbox.scenes;

import dev.andon.edge.capture.FrameTruth;
import dev.andon.edge.capture.TruthFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes drawn frames and their truth into a folder: for training and for trying things out. */
@Command(
    name = "scenes",
    mixinStandardHelpOptions = true,
    description = {
      "Draws machined parts with seeded scratches, dents and missing holes, or cloth with broken",
      "threads, stains and holes. Writes JPEG frames and truth.csv; golden frames of every variant",
      "and view come first. With --product: one product, in folders good and bad."
    },
    footer = {
      "",
      "Example: ./andon scenes --out frames --frames 200 --seed 1",
      "Example: ./andon scenes --product textile --good 60 --bad 60 --seed 1 --out textile"
    })
public final class ScenesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write to.")
  private Path out;

  @Option(
      names = "--product",
      paramLabel = "NAME",
      description =
          "One product alone: textile, which no two frames show alike, or plate, flange or"
              + " bracket, seen from the top. Writes good/ and bad/.")
  private @Nullable String product;

  @Option(
      names = "--good",
      paramLabel = "N",
      defaultValue = "60",
      description = "With --product: good frames (${DEFAULT-VALUE}).")
  private int good;

  @Option(
      names = "--bad",
      paramLabel = "N",
      defaultValue = "60",
      description = "With --product: defective frames (${DEFAULT-VALUE}).")
  private int bad;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "600",
      description =
          "Without --product: frames to judge, over all variants and views (${DEFAULT-VALUE}).")
  private int frames;

  @Option(
      names = "--golden",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Without --product: golden frames for each variant and view (${DEFAULT-VALUE}).")
  private int golden;

  @Option(
      names = "--defects",
      paramLabel = "SHARE",
      defaultValue = "0.3",
      description = "Without --product: share of parts with a defect, 0 to 1 (${DEFAULT-VALUE}).")
  private double defects;

  @Option(
      names = "--seed",
      paramLabel = "K",
      defaultValue = "1",
      description = "Same seed, same frames (${DEFAULT-VALUE}).")
  private long seed;

  private record Row(PartOutline part, PartOutline.View view, SceneStream stream) {}

  @SuppressWarnings("NullAway.Init") // picocli fills the options before it calls
  public ScenesCommand() {}

  /** For running this command alone. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ScenesCommand()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    check();
    if (product != null) {
      Drawing drawing = Drawing.of(product, seed).orElseThrow(this::unknownProduct);
      List<FrameTruth> truths = drawing.write(out, good, bad);
      write(truths);
      say("%d good and %d bad frames in %s".formatted(good, bad, out));
      return 0;
    }
    Files.createDirectories(out);
    List<Row> rows = rows();
    List<FrameTruth> truths = new ArrayList<>();
    for (Row row : rows) {
      for (int i = 1; i <= golden; i++) {
        truths.add(write("golden-%s-%s-%02d.jpg", row, i, row.stream().golden()));
      }
    }
    for (int i = 0; i < frames; i++) {
      Row row = rows.get(i % rows.size());
      truths.add(write("frame-%s-%s-%06d.jpg", row, i + 1, row.stream().next()));
    }
    write(truths);
    say("%d frames and %d golden frames in %s".formatted(frames, golden * rows.size(), out));
    return 0;
  }

  private void write(List<FrameTruth> truths) throws IOException {
    try (Writer csv = Files.newBufferedWriter(out.resolve("truth.csv"), StandardCharsets.UTF_8)) {
      TruthFile.write(truths, csv);
    }
  }

  private void say(String line) {
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.println(line);
    terminal.flush();
  }

  private ParameterException unknownProduct() {
    return new ParameterException(
        spec.commandLine(),
        "--product must be one of %s, not %s".formatted(Drawing.products(), product));
  }

  private void check() {
    List<String> others =
        product == null ? List.of("--good", "--bad") : List.of("--frames", "--golden", "--defects");
    for (String other : others) {
      if (spec.commandLine().getParseResult().hasMatchedOption(other)) {
        throw new ParameterException(
            spec.commandLine(),
            other + (product == null ? " needs --product" : " does not go with --product"));
      }
    }
    if (good < 0 || good > 100_000 || bad < 0 || bad > 100_000) {
      throw new ParameterException(
          spec.commandLine(),
          "--good and --bad must be 0 to 100000, not %d and %d".formatted(good, bad));
    }
    if (frames < 0 || frames > 10_000_000 || golden < 0 || golden > 10_000) {
      throw new ParameterException(
          spec.commandLine(), "--frames must be 0 to 10000000 and --golden 0 to 10000");
    }
    if (!(defects >= 0 && defects <= 1)) {
      throw new ParameterException(spec.commandLine(), "--defects must be 0 to 1, not " + defects);
    }
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (PartOutline part : PartOutline.values()) {
      for (PartOutline.View view : PartOutline.View.values()) {
        long own = seed * 1_000 + rows.size();
        rows.add(new Row(part, view, new SceneStream(part, view, defects, own)));
      }
    }
    return rows;
  }

  private FrameTruth write(String pattern, Row row, int number, Scene scene) throws IOException {
    String variant = row.part().variant();
    String view = row.view().text();
    String file = pattern.formatted(variant, view, number);
    Files.write(out.resolve(file), scene.jpeg());
    return Drawing.row(file, variant, view, scene.truth());
  }
}
