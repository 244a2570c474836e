package dev.andon.sandbox.demo;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.sandbox.scenes.Scene;
import dev.andon.sandbox.scenes.SceneStream;
import dev.andon.sandbox.truth.SceneTruth;
import dev.andon.vision.Picture;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A camera that sees drawn parts, and tells the truth about them to whoever keeps it. */
final class DrawnSource implements FrameSource {

  private final SceneStream stream;
  private final int station;
  private final Map<Cursor, SceneTruth> truths;
  private long position;
  private long sequence;

  DrawnSource(
      SceneStream stream, int station, Optional<Cursor> after, Map<Cursor, SceneTruth> truths) {
    this.stream = stream;
    this.station = station;
    this.truths = truths;
    this.position = after.map(cursor -> cursor.position() + 1).orElse(0L);
  }

  @Override
  public Capture next() {
    Scene scene = stream.next();
    Cursor cursor = new Cursor("drawn-" + station, position++);
    truths.put(cursor, scene.truth());
    String partId = "%s-%d-%06d".formatted(scene.part().variant(), station, scene.partNumber());
    return new Capture.Captured(
        new Frame(
            Picture.of(scene.image().getWidth(), scene.image().getHeight(), scene.bgr()),
            Frame.PixelFormat.BGR8,
            Instant.now(),
            System.nanoTime(),
            sequence++,
            partId,
            scene.part().variant(),
            scene.view().text(),
            cursor));
  }

  @Override
  public void close() {}
}
