package dev.andon.sandbox.bench.edge;

import dev.andon.edge.triage.Enrolment;
import dev.andon.edge.triage.GridTriager;
import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.ReferenceBank;
import dev.andon.edge.triage.TriagePolicy;
import dev.andon.edge.triage.ViewKey;
import dev.andon.vision.Bundle;
import dev.andon.vision.GoldenPicture;
import dev.andon.vision.GreyPicture;
import dev.andon.vision.Grid;
import dev.andon.vision.Picture;
import dev.andon.vision.PixelDifference;
import dev.andon.vision.TriageModel;
import dev.andon.wire.Box;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Frames of 1280×720 on one thread: ONNX Runtime alone, our decision without and with a golden
 * frame, and the comparison of pixels alone, in turn, frame by frame; then, round by round, the
 * plain loop in Python.
 */
final class DecisionBench implements AutoCloseable {
  static final int WIDTH = 1280;
  static final int HEIGHT = 720;

  private static final Floor RATIO = Floor.atMost(1.05);
  private static final Floor PYTHON = Floor.atLeast(1.2);
  private static final Floor PIXELS_MS = Floor.atMost(2.5);
  private static final Floor GARBAGE = Floor.atMost(64 << 10);
  private static final Floor BOARD_MS = Floor.atMost(65);
  private static final ViewKey WITH = new ViewKey("bench", "golden");
  private static final ViewKey WITHOUT = new ViewKey("bench", "unknown");
  private static final int BOARD_SIDE = 640;
  private static final int PHOTOGRAPHS = 8;
  private static final int WARM_UP = 5;

  private final BoardFrames frames = BoardFrames.draw(WIDTH, HEIGHT, PHOTOGRAPHS, 1);
  private final BoardFrames boards = BoardFrames.draw(BOARD_SIDE, BOARD_SIDE, PHOTOGRAPHS, 2);
  private final ReferenceBank bank = new ReferenceBank();
  private final PixelDifference difference = new PixelDifference();
  private final List<Box> tiles = Grid.tiles(WIDTH, HEIGHT);
  private final Path onnx;
  private final TriageModel model;
  private final GridTriager triager;
  private final RawLoop raw;
  private final GoldenPicture golden;
  private final List<Sample> samples = new ArrayList<>();

  /** What one round found, milliseconds of CPU for a frame in the middle. */
  private record Sample(
      double raw, double without, double with, double pixels, double board, double garbage) {}

  DecisionBench(Path bundle) throws InterruptedException {
    Bundle opened = Bundle.open(bundle);
    onnx = bundle.resolve("model.onnx");
    model = new TriageModel(opened);
    triager =
        new GridTriager(model, Layout.GRID, bank, new TriagePolicy(opened.manifest(), List.of()));
    enrol(WITH, frames.golden());
    enrol(board(), boards.golden());
    raw = new RawLoop(onnx, frames.golden(), tiles);
    try (GreyPicture grey = GreyPicture.of(frames.golden())) {
      golden = GoldenPicture.of(grey, true);
    }
  }

  private static ViewKey board() {
    return new ViewKey("bench", "board");
  }

  private void enrol(ViewKey view, Picture frame) throws InterruptedException {
    bank.put(new Enrolment(model, Layout.GRID, 2, new Random(1)).enrol(view, List.of(frame)));
  }

  /** Measures. */
  List<EdgeFigure> run(int rounds, int each, RoundClock clock, PlainPython.Start python)
      throws Exception {
    clock.run("warm-up", 1, round -> sample(Math.min(WARM_UP, each)));
    samples.clear();
    List<Double> theirs = new ArrayList<>();
    clock.run(
        "frame to decision",
        rounds,
        round -> {
          samples.add(sample(each));
          if (python instanceof PlainPython.Start.Runs(PlainPython loop)) {
            theirs.add(loop.cpuMs(each));
          }
        });
    return figures(python, theirs);
  }

  /** What Python is measured on. */
  PlainPython.Start python(String interpreter, Path folder) throws java.io.IOException {
    return PlainPython.start(interpreter, onnx, frames.photograph(0), folder);
  }

  private Sample sample(int each) throws Exception {
    long[] alone = new long[each];
    long[] without = new long[each];
    long[] with = new long[each];
    long[] pixels = new long[each];
    long[] small = new long[each];
    List<Double> garbage = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      Picture frame = frames.photograph(i);
      Picture board = boards.photograph(i);
      alone[i] = Cost.of(raw::look).cpuNanos();
      without[i] = Cost.of(() -> triager.triage(frame, WITHOUT)).cpuNanos();
      Cost judged = Cost.of(() -> triager.triage(frame, WITH));
      with[i] = judged.cpuNanos();
      garbage.add((double) judged.garbageBytes());
      pixels[i] = Cost.of(() -> compare(frame)).cpuNanos();
      small[i] = Cost.of(() -> triager.triage(board, board())).cpuNanos();
    }
    return new Sample(
        EdgeFigure.medianMs(alone),
        EdgeFigure.medianMs(without),
        EdgeFigure.medianMs(with),
        EdgeFigure.medianMs(pixels),
        EdgeFigure.medianMs(small),
        EdgeFigure.median(garbage));
  }

  private void compare(Picture frame) {
    try (GreyPicture grey = GreyPicture.of(frame)) {
      difference.compare(golden, grey, tiles);
    }
  }

  private List<EdgeFigure> figures(PlainPython.Start python, List<Double> theirs) {
    List<EdgeFigure> figures = new ArrayList<>();
    figures.add(
        new EdgeFigure.Measured(
            "decision / raw ONNX Runtime",
            "",
            each(sample -> sample.without() / sample.raw()),
            RATIO,
            "1280×720, %d tiles, one thread, CPU; raw: tensors made beforehand, %.1f ms"
                .formatted(tiles.size(), EdgeFigure.median(each(Sample::raw)))));
    figures.add(
        new EdgeFigure.Measured(
            "decision with a golden frame / raw ONNX Runtime",
            "",
            each(sample -> sample.with() / sample.raw()),
            RATIO,
            "the same with the comparison of pixels"));
    figures.add(python(python, theirs));
    figures.add(
        new EdgeFigure.Measured(
            "pixels beside a golden frame",
            "ms",
            each(Sample::pixels),
            PIXELS_MS,
            "1280×720, CPU"));
    figures.add(
        new EdgeFigure.Measured(
            "garbage of a decision with a golden frame",
            "bytes",
            each(Sample::garbage),
            GARBAGE,
            "Java heap"));
    figures.add(
        new EdgeFigure.Measured(
            "board of 640×640 with a golden frame", "ms", each(Sample::board), BOARD_MS, "CPU"));
    return figures;
  }

  private EdgeFigure python(PlainPython.Start python, List<Double> theirs) {
    String name = "plain Python loop / decision";
    if (python instanceof PlainPython.Start.Cannot(String why)) {
      return new EdgeFigure.Missing(name, PYTHON, why);
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < theirs.size(); i++) {
      ratios.add(theirs.get(i) / samples.get(i).without());
    }
    return new EdgeFigure.Measured(
        name,
        "",
        ratios,
        PYTHON,
        "bench/plain_loop.py, OpenCV and onnxruntime, one thread, CPU: %.1f ms"
            .formatted(EdgeFigure.median(theirs)));
  }

  private List<Double> each(java.util.function.ToDoubleFunction<Sample> of) {
    return samples.stream().map(of::applyAsDouble).toList();
  }

  @Override
  public void close() {
    golden.close();
    raw.close();
    difference.close();
    triager.close();
    model.close();
    boards.close();
    frames.close();
  }
}
