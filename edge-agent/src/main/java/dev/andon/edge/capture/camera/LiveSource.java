package dev.andon.edge.capture.camera;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.CaptureSettings;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.Shutter;
import dev.andon.edge.capture.camera.PictureReader.Reading;
import dev.andon.vision.Picture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest frame of a camera. A thread of its own takes every picture as soon as it comes, stamps
 * it, and keeps only the last one: whoever asks, however rarely, gets what the camera shows now.
 * Those that nobody asked for are counted. A camera that shows nothing for longer than the time-out
 * ends as failed.
 */
public final class LiveSource implements FrameSource {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSource.class);
  private static final long STOP_MS = 1_000;

  private final PictureReader reader;
  private final LiveSession session;
  private final Shutter shutter;
  private final Duration silence;
  private final Thread grabber;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Arrived newest;
  private Optional<Capture.Ended> end = Optional.empty();

  /** A picture and when it came. */
  private record Arrived(Picture picture, Frame.PixelFormat format, Shutter.Moment moment) {}

  private LiveSource(PictureReader reader, LiveSession session, Shutter shutter, Duration silence) {
    this.reader = reader;
    this.session = session;
    this.shutter = shutter;
    this.silence = silence;
    this.grabber =
        Thread.ofPlatform().name("grab-" + session.name()).daemon().unstarted(this::grab);
  }

  /**
   * A camera's newest frames; one that cannot be opened gives a source that ends at once and says
   * why.
   *
   * @param camera how it is reached
   * @param session numbers its frames and counts those that nobody asked for
   * @param timeout longest time without a picture before the source ends as failed
   */
  public static LiveSource open(
      CameraAccess camera, LiveSession session, Duration timeout, CaptureSettings settings) {
    PictureReader reader =
        switch (camera) {
          case CameraAccess.Rtsp rtsp ->
              new VideoDecoder(
                  VideoDecoder.Input.camera(rtsp.address(), rtsp.transport(), timeout),
                  settings.limits(),
                  settings.monotonicNanos());
          case CameraAccess.V4l2 v4l2 -> new V4l2Camera(v4l2);
          case CameraAccess.Pipe pipe -> new PipeReader(pipe, session.name());
        };
    return start(reader, session, settings.shutter(), timeout);
  }

  /**
   * Starts to take pictures.
   *
   * @param reader belongs to this source from now on
   * @param silence longest time without a picture, from now on and from picture to picture
   */
  static LiveSource start(
      PictureReader reader, LiveSession session, Shutter shutter, Duration silence) {
    LiveSource source = new LiveSource(reader, session, shutter, silence);
    source.grabber.start();
    return source;
  }

  private void grab() {
    try {
      while (taken(reader.read())) {
        // The next one.
      }
    } catch (RuntimeException | Error bug) {
      LOG.error("source={} cannot be read", session.name(), bug);
      finish("cannot be read: " + bug, true);
    } finally {
      reader.close();
    }
  }

  /** Whether more may come. */
  private boolean taken(Reading reading) {
    return switch (reading) {
      case Reading.Shown shown -> keep(new Arrived(shown.picture(), shown.format(), shutter.now()));
      case Reading.Damaged damaged -> {
        LOG.debug("source={} a frame {}", session.name(), damaged.reason());
        session.damaged(shutter.now().nanos());
        yield true;
      }
      case Reading.Unreadable(String reason) -> finish(reason, true);
      case Reading.Over(String reason, boolean failed) -> finish(reason, failed);
    };
  }

  private boolean keep(Arrived arrived) {
    lock.lock();
    try {
      if (end.isPresent()) {
        arrived.picture().close();
        return false;
      }
      drop();
      newest = arrived;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void drop() {
    Arrived old = newest;
    newest = null;
    if (old != null) {
      old.picture().close();
      session.replaced(shutter.now().nanos());
    }
  }

  private boolean finish(String reason, boolean failed) {
    lock.lock();
    try {
      end = end.or(() -> Optional.of(new Capture.Ended(session.name() + ": " + reason, failed)));
      changed.signalAll();
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Capture next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = silence.toNanos();
      while (fresh().isEmpty() && end.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      Optional<Arrived> arrived = fresh();
      if (arrived.isPresent()) {
        newest = null;
        return frame(arrived.get());
      }
      if (end.isEmpty()) {
        finish("no picture for " + VideoDecoder.seconds(silence), true);
      }
      return end.orElseThrow();
    } finally {
      lock.unlock();
    }
  }

  private Capture frame(Arrived arrived) {
    return shutter.capture(arrived.picture(), arrived.format(), session.place(), arrived.moment());
  }

  /** What waited for longer than the camera may be silent shows nothing that is still there. */
  private Optional<Arrived> fresh() {
    Arrived waiting = newest;
    if (waiting != null && shutter.now().nanos() - waiting.moment().nanos() > silence.toNanos()) {
      drop();
    }
    return Optional.ofNullable(newest);
  }

  /** A thread that a driver holds back is left behind; it ends when the driver lets it go. */
  @Override
  public void close() {
    finish("closed", false);
    reader.close();
    try {
      grabber.join(STOP_MS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    lock.lock();
    try {
      if (newest != null) {
        newest.picture().close();
        newest = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
