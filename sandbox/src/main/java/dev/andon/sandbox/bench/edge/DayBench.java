package dev.andon.sandbox.bench.edge;

import dev.andon.edge.triage.BankFiles;
import dev.andon.edge.triage.Enrolment;
import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.ViewKey;
import dev.andon.vision.Bundle;
import dev.andon.vision.TriageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The memory of a station over a day of frames, one after the other without a pause: the agent as
 * it ships, in a process of its own with the launcher's options, gets pictures by HTTP, judges them
 * beside a golden frame and stores what it decides. The hub is away, so that its outbox fills.
 */
final class DayBench {
  /** A part every five seconds for a day. */
  static final int FRAMES = 17_280;

  private static final Duration EACH = Duration.ofSeconds(5);
  private static final Floor RSS_MB = Floor.atMost(450);
  private static final Floor GROWTH = Floor.atMost(1.1);
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final int PHOTOGRAPHS = 40;
  private static final int POINTS = 24;

  private final Path folder;
  private final Path bundle;
  private final Consumer<String> say;

  DayBench(Path folder, Path bundle, Consumer<String> say) {
    this.folder = folder;
    this.bundle = bundle;
    this.say = say;
  }

  /** Measures so many frames; none measures nothing and says so. */
  List<EdgeFigure> run(int frames) throws Exception {
    String name = "RSS of the agent, the most";
    if (frames < POINTS) {
      return List.of(
          new EdgeFigure.Missing(name, RSS_MB, "--day-frames is below %d".formatted(POINTS)));
    }
    List<Double> hours = hours(frames);
    double warm = EdgeFigure.median(hours.subList(hours.size() / 4, hours.size() / 2));
    double late = EdgeFigure.median(hours.subList(3 * hours.size() / 4, hours.size()));
    String note =
        "MB after each of %d parts of %d frames, at a part every %d s %.1f hours: %s"
            .formatted(
                POINTS,
                frames,
                EACH.toSeconds(),
                frames * EACH.toSeconds() / 3600.0,
                hours.stream()
                    .map(each -> "%.0f".formatted(each))
                    .collect(Collectors.joining(" ")));
    double most = hours.stream().mapToDouble(each -> each).max().orElseThrow();
    return List.of(
        new EdgeFigure.Measured(name, "MB", List.of(most), RSS_MB, note),
        new EdgeFigure.Measured(
            "RSS, last quarter / second quarter", "", List.of(late / warm), GROWTH, "1 is flat"));
  }

  private List<Double> hours(int frames) throws Exception {
    List<Double> rss = new ArrayList<>();
    try (BoardFrames board = BoardFrames.draw(WIDTH, HEIGHT, PHOTOGRAPHS, 4)) {
      enrol(board);
      List<byte[]> pictures = board.photographs().stream().map(each -> each.jpeg()).toList();
      try (AgentProcess agent = AgentProcess.start(folder, bundle)) {
        long began = System.nanoTime();
        for (int i = 1; i <= frames; i++) {
          agent.post("part-" + i, pictures.get(i % pictures.size()));
          if (i * (long) POINTS / frames > rss.size()) {
            rss.add(agent.rssMb());
            long left = (System.nanoTime() - began) / i * (frames - i);
            say.accept(
                "a day of frames: %d of %d, RSS %.0f MB, about %d s left"
                    .formatted(i, frames, rss.getLast(), left / 1_000_000_000));
          }
        }
      }
    }
    return rss;
  }

  private void enrol(BoardFrames board) throws InterruptedException, IOException {
    Bundle opened = Bundle.open(bundle);
    Path bank = Files.createDirectories(folder.resolve(AgentProcess.BANK));
    try (TriageModel model = new TriageModel(opened)) {
      new BankFiles(bank, model.version())
          .save(
              new Enrolment(model, Layout.GRID, 2, new Random(1))
                  .enrol(
                      new ViewKey(AgentProcess.VARIANT, AgentProcess.VIEW),
                      List.of(board.golden())));
    }
  }
}
