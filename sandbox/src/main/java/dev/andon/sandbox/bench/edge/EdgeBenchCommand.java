package dev.andon.sandbox.bench.edge;

import dev.andon.sandbox.demo.Bundles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./andon bench edge}: what frames and questions cost a station on this machine. */
@Command(
    name = "edge",
    mixinStandardHelpOptions = true,
    description =
        "Measure a station: frame to decision beside ONNX Runtime alone, pixels beside a golden"
            + " frame, garbage, durable enqueue, age of live frames, memory over a day of frames;"
            + " writes edge.json and edge.md. Takes about fifteen minutes, ten of them for the day.",
    footer = {
      "",
      "Exit status: 0 measured; 1 a floor is broken (with --strict) or something failed.",
      "",
      "Example: ./andon bench edge --out target/bench",
      "Example: ./andon bench edge --rounds 3 --day-frames 0 --strict --json"
    })
public final class EdgeBenchCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where edge.json and edge.md go; default: ${DEFAULT-VALUE}.",
      defaultValue = "bench-edge")
  private Path out = Path.of("bench-edge");

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Of each measurement, 1 or more; default: ${DEFAULT-VALUE}.",
      defaultValue = "5")
  private int rounds = 5;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "In each round, 1 or more; default: ${DEFAULT-VALUE}.",
      defaultValue = "20")
  private int frames = 20;

  @Option(
      names = "--day-frames",
      paramLabel = "N",
      description =
          "Frames of the day, of which memory is told; 0 leaves it out. Default:"
              + " ${DEFAULT-VALUE}, a part every five seconds.",
      defaultValue = "17280")
  private int dayFrames = DayBench.FRAMES;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "The triage model; default: the newest of models/bundles.")
  private Optional<Path> bundle = Optional.empty();

  @Option(
      names = "--python",
      paramLabel = "FILE",
      description =
          "A Python with numpy, OpenCV and onnxruntime for bench/plain_loop.py; default:"
              + " ${DEFAULT-VALUE}.",
      defaultValue = "python3")
  private String python = "python3";

  @Option(names = "--json", description = "Print edge.json to standard output as well.")
  private boolean json;

  @Option(names = "--strict", description = "End with 1 where a floor is broken.")
  private boolean strict;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (rounds < 1 || frames < 1 || dayFrames < 0) {
      err().println("andon bench edge: --rounds and --frames count from 1, --day-frames from 0");
      return 2;
    }
    Files.createDirectories(out);
    Path scratch = Files.createTempDirectory(out.toAbsolutePath(), "edge-bench");
    try {
      EdgeReport report = new EdgeReport(EdgeReport.ofThisMachine(), measure(scratch));
      report.write(out);
      tell(report);
      boolean failed = report.figures().stream().anyMatch(EdgeFigure.Failed.class::isInstance);
      return failed || (strict && !report.broken().isEmpty()) ? 1 : 0;
    } finally {
      remove(scratch);
    }
  }

  /** A part that fails is told among the figures, and costs the others nothing. */
  private List<EdgeFigure> measure(Path scratch) {
    Path model = bundle.orElseGet(Bundles::newest);
    RoundClock clock = new RoundClock(this::say, System::nanoTime);
    List<EdgeFigure> figures = new ArrayList<>();
    measure(figures, "frame to decision", () -> decisions(model, scratch, clock));
    measure(figures, "durable enqueue", () -> enqueued(scratch, clock));
    measure(
        figures,
        "age of the judged frame",
        () -> new LiveAgeBench(scratch).run(rounds, frames, clock));
    measure(
        figures,
        "a day of frames",
        () ->
            new DayBench(Files.createDirectories(scratch.resolve("day")), model, this::say)
                .run(dayFrames));
    return figures;
  }

  private void measure(List<EdgeFigure> figures, String part, Callable<List<EdgeFigure>> work) {
    try {
      figures.addAll(work.call());
    } catch (Exception failed) {
      if (failed instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      figures.add(new EdgeFigure.Failed(part, String.valueOf(failed.getMessage())));
    }
  }

  private List<EdgeFigure> decisions(Path model, Path scratch, RoundClock clock) throws Exception {
    try (DecisionBench decisions = new DecisionBench(model)) {
      PlainPython.Start plain = decisions.python(python, scratch);
      try {
        return decisions.run(rounds, frames, clock, plain);
      } finally {
        if (plain instanceof PlainPython.Start.Runs(PlainPython loop)) {
          loop.close();
        }
      }
    }
  }

  private List<EdgeFigure> enqueued(Path scratch, RoundClock clock) throws Exception {
    try (EnqueueBench enqueue = new EnqueueBench(scratch)) {
      return enqueue.run(rounds, 2 * frames, clock);
    }
  }

  private void tell(EdgeReport report) {
    PrintWriter print = json ? err() : spec.commandLine().getOut();
    print.print(report.table());
    report.broken().forEach(name -> print.println("below its floor: " + name));
    print.println("written to " + out.resolve("edge.json"));
    print.flush();
    if (json) {
      spec.commandLine().getOut().print(report.json());
      spec.commandLine().getOut().flush();
    }
  }

  /** Progress goes beside the figures. */
  private void say(String line) {
    err().println(line);
    err().flush();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
