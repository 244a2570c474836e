package dev.andon.edge;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.SourceState;
import dev.andon.edge.capture.camera.LiveSession;
import dev.andon.edge.capture.folder.FolderMemory;
import dev.andon.edge.trigger.TriggerMeters;
import dev.andon.edge.trigger.TriggerQueue;
import dev.andon.edge.trigger.TriggeredSource;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A camera of which a frame is judged when somebody announces a part. Thread-safe. */
final class TriggeredFeed implements Feed {
  private final Feed camera;
  private final PartDoors doors;
  private final TriggeredSource.Timing timing;
  private final TriggerQueue triggers = new TriggerQueue(System::nanoTime);
  private final TriggerMeters meters = new TriggerMeters();
  private volatile Consumer<Frame> passing = frame -> {};

  TriggeredFeed(Feed camera, PartDoors doors, TriggeredSource.Timing timing) {
    this.camera = camera;
    this.doors = doors;
    this.timing = timing;
  }

  OptionalInt port() {
    return doors.port();
  }

  @Override
  public String name() {
    return camera.name();
  }

  @Override
  public boolean live() {
    return true;
  }

  /** Who announces a part knows which one it is. */
  @Override
  public boolean identifiesParts() {
    return true;
  }

  @Override
  public SourceState state() {
    return camera.state();
  }

  @Override
  public Optional<LiveSession> session() {
    return camera.session();
  }

  @Override
  public Optional<TriggerMeters> triggers() {
    return Optional.of(meters);
  }

  @Override
  public Duration patience() {
    return camera.patience();
  }

  @Override
  public void onPassing(Consumer<Frame> looker) {
    passing = looker;
  }

  @Override
  public Optional<Duration> freshness() {
    return camera.freshness();
  }

  @Override
  public FrameSource open(Optional<Cursor> after) {
    doors.open(triggers);
    return new TriggeredSource(camera.open(after), triggers, timing, meters, passing);
  }

  @Override
  public FrameSource open(Optional<Cursor> after, FolderMemory files) {
    return open(after);
  }

  @Override
  public void close() {
    doors.close();
    camera.close();
  }
}
