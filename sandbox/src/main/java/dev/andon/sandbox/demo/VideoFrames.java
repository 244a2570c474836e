package dev.andon.sandbox.demo;

import dev.andon.edge.capture.CaptureSettings;
import dev.andon.edge.capture.Labelling;
import dev.andon.edge.capture.PacedSource;
import dev.andon.edge.capture.camera.VideoSource;
import dev.andon.edge.triage.ViewKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A video that every station plays as if it were its camera; nothing is known to be true of it. */
final class VideoFrames implements DemoFrames {

  private static final Duration TAKT = Duration.ofMillis(250);

  private final Path file;
  private final StopSignal stop;

  VideoFrames(Path file, StopSignal stop) {
    this.file = file;
    this.stop = stop;
  }

  @Override
  public String description() {
    return "the video " + file + ", about which nothing is known to be true";
  }

  @Override
  public Map<ViewKey, GoldenFrames> golden() {
    return Map.of();
  }

  @Override
  public Camera camera(int station, int stations) {
    CaptureSettings settings =
        CaptureSettings.of(Labelling.same("video", "camera-" + (station + 1)));
    NamedFeed feed =
        new NamedFeed(
            "video-" + station,
            after ->
                new PacedSource(
                    new StoppableSource(VideoSource.open(file, after, settings), stop),
                    TAKT,
                    System::nanoTime,
                    PacedSource.Pause.SLEEP));
    return new Camera(feed, cursor -> Optional.empty());
  }
}
