package dev.andon.sandbox.bench.edge;

import dev.andon.edge.AgentObserver;
import dev.andon.edge.AgentSettings;
import dev.andon.edge.EdgeAgent;
import dev.andon.edge.Feed;
import dev.andon.edge.StationPlatform;
import dev.andon.edge.capture.CaptureSettings;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.PacedSource;
import dev.andon.edge.capture.camera.CameraAccess;
import dev.andon.edge.capture.camera.LiveSession;
import dev.andon.edge.capture.camera.LiveSource;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.Triager;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.StationId;
import dev.andon.wire.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * How old the frames of a camera are when a station begins to judge them: an agent of its own, a
 * camera process of 25 frames a second, and a triage that takes nothing, a takt, and three takts.
 */
final class LiveAgeBench {
  private static final Duration TAKT = Duration.ofMillis(200);
  private static final Duration FRAME = Duration.ofMillis(40);
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final List<Duration> LOADS = List.of(Duration.ZERO, TAKT, TAKT.multipliedBy(3));
  private static final Floor AGE = Floor.atMost((double) TAKT.plus(FRAME).toMillis());

  private final Path folder;

  LiveAgeBench(Path folder) {
    this.folder = folder;
  }

  /** Measures: the oldest frame of each round, all loads together. */
  List<EdgeFigure> run(int rounds, int each, RoundClock clock) throws Exception {
    List<Double> oldest = new ArrayList<>();
    clock.run(
        "age of the judged frame",
        rounds,
        round -> {
          double most = 0;
          for (Duration load : LOADS) {
            most = Math.max(most, oldestMs(load, each, round));
          }
          oldest.add(most);
        });
    return List.of(
        new EdgeFigure.Measured(
            "age of the judged frame, the oldest",
            "ms",
            oldest,
            AGE,
            "camera of 25 frames a second, takt %d ms, triage of 0, %d and %d ms"
                .formatted(TAKT.toMillis(), TAKT.toMillis(), 3 * TAKT.toMillis())));
  }

  private double oldestMs(Duration load, int frames, int round) throws Exception {
    Path place =
        Files.createDirectories(folder.resolve("live-%d-%d".formatted(round, load.toMillis())));
    SlowTriager triager = new SlowTriager(load);
    try (EdgeAgent agent =
        EdgeAgent.start(
            AgentSettings.of(
                new StationId("bench", "line", "live"),
                "tcp://127.0.0.1:9",
                place.resolve("outbox.db"),
                new HubKeys(List.of(), true)),
            new PipeFeed(LiveSession.begin("bench", new Random(round))),
            triager,
            StationPlatform.real(List.of(), AgentObserver.NONE))) {
      double oldest = 0;
      for (int i = 0; i < frames; i++) {
        Long age = triager.ages.poll(SILENCE.toSeconds(), TimeUnit.SECONDS);
        if (age == null) {
          throw new IOException("the camera shows nothing: " + agent.state());
        }
        oldest = Math.max(oldest, age / 1e6);
      }
      return oldest;
    }
  }

  /** Notes how old a frame is and takes its time. */
  private record SlowTriager(Duration load, BlockingQueue<Long> ages) implements Triager {
    SlowTriager(Duration load) {
      this(load, new LinkedBlockingQueue<>());
    }

    @Override
    public Triage triage(Frame frame) throws InterruptedException {
      ages.add(System.nanoTime() - frame.monotonicNanos());
      TimeUnit.NANOSECONDS.sleep(load.toNanos());
      return new Triage.Confident(new Verdict.Pass());
    }

    @Override
    public ModelVersion model() {
      return new ModelVersion("bench", "1", "andon-pre-1");
    }

    @Override
    public void close() {}
  }

  private record PipeFeed(LiveSession run) implements Feed {
    @Override
    public String name() {
      return run.name();
    }

    @Override
    public boolean live() {
      return true;
    }

    @Override
    public boolean identifiesParts() {
      return false;
    }

    @Override
    public Optional<LiveSession> session() {
      return Optional.of(run);
    }

    @Override
    public FrameSource open(Optional<Cursor> after) {
      run.resume(after);
      CameraAccess.Pipe pipe =
          new CameraAccess.Pipe(
              FrameWriter.command(FRAME),
              FrameWriter.WIDTH,
              FrameWriter.HEIGHT,
              CameraAccess.Pixels.BGR);
      return new PacedSource(
          LiveSource.open(pipe, run, SILENCE, CaptureSettings.of(run.labelling("bench", "top"))),
          TAKT,
          System::nanoTime,
          PacedSource.Pause.SLEEP);
    }
  }
}
