package dev.andon.edge;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.SourceState;
import dev.andon.edge.capture.camera.LiveSession;
import dev.andon.edge.capture.folder.FolderMemory;
import dev.andon.edge.trigger.TriggerMeters;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Where a station's frames come from, through restarts and lost cameras. */
public interface Feed extends AutoCloseable {

  /** Names the source in the outbox: the same place of capture is kept under the same name. */
  String name();

  /**
   * Whether its frames pass once and cannot be read again: a camera. Frames of others wait until
   * they can be stored.
   */
  default boolean live() {
    return false;
  }

  /** What the source says about itself now; any thread may ask. */
  default SourceState state() {
    return SourceState.FINE;
  }

  /**
   * Whether equal part ids are the same physical part, so that one which was asked about need not
   * be asked about again. False where an id says only which picture it is.
   */
  default boolean identifiesParts() {
    return true;
  }

  /** The longest time from one word of its source to the next, as long as nothing hangs. */
  default Duration patience() {
    return Duration.ofMinutes(1);
  }

  /**
   * How old the newest frame may be while all is well; empty where frames may stay away for as long
   * as they like.
   */
  default Optional<Duration> freshness() {
    return Optional.empty();
  }

  /**
   * Who looks at frames that no part was announced for, on the thread that asks for frames; to be
   * said before it is opened.
   */
  default void onPassing(Consumer<Frame> looker) {}

  /** What did not meet, where frames are taken by trigger. */
  default Optional<TriggerMeters> triggers() {
    return Optional.empty();
  }

  /** Frees what outlives one opening of the source; may be repeated. */
  @Override
  default void close() {}

  /** What is counted of a camera whose newest frame alone is handed out. */
  default Optional<LiveSession> session() {
    return Optional.empty();
  }

  /**
   * Opens the source.
   *
   * @param after the last frame that is done with; empty at the first start
   */
  FrameSource open(Optional<Cursor> after);

  /**
   * Opens the source.
   *
   * @param after the last frame that is done with; empty at the first start
   * @param files which files are done; for folders, where names have no order in time
   */
  default FrameSource open(Optional<Cursor> after, FolderMemory files) {
    return open(after);
  }
}
