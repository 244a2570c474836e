package dev.andon.edge.capture.camera;

import dev.andon.edge.capture.Frame;
import dev.andon.vision.Natives;
import dev.andon.vision.Picture;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.opencv.global.opencv_videoio;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_videoio.VideoCapture;

/** Pictures of a USB or board camera through Video4Linux2. */
final class V4l2Camera implements PictureReader {
  static {
    Natives.load();
  }

  private static final long CLOSE_MS = 1_000;
  private static final double MANUAL_EXPOSURE = 1;
  private static final double EXPOSURE_STEP_NANOS = 100_000;

  private final CameraAccess.V4l2 wish;
  private final ReentrantLock reading = new ReentrantLock();
  private final VideoCapture camera = new VideoCapture();
  private final Mat mat = new Mat();
  private volatile boolean closing;
  private boolean tried;

  V4l2Camera(CameraAccess.V4l2 wish) {
    this.wish = wish;
  }

  @Override
  public Reading read() {
    reading.lock();
    try {
      return closing ? new Reading.Over("closed", false) : next();
    } finally {
      reading.unlock();
      if (closing) {
        freeUnlessReading(0);
      }
    }
  }

  private Reading next() {
    if (!tried) {
      tried = true;
      open();
    }
    if (!camera.isOpened()) {
      return new Reading.Over(
          "cannot be opened: is the camera plugged in and may this user read it?", true);
    }
    if (!camera.read(mat) || mat.empty()) {
      return new Reading.Over("gives no frames any more", true);
    }
    Frame.PixelFormat format =
        mat.channels() == 1 ? Frame.PixelFormat.GREY8 : Frame.PixelFormat.BGR8;
    return new Reading.Shown(Picture.copyOf(mat), format);
  }

  private void open() {
    if (!camera.open(wish.device(), opencv_videoio.CAP_V4L2)) {
      return;
    }
    wish.packing().ifPresent(p -> camera.set(opencv_videoio.CAP_PROP_FOURCC, p.code()));
    camera.set(opencv_videoio.CAP_PROP_FRAME_WIDTH, wish.width());
    camera.set(opencv_videoio.CAP_PROP_FRAME_HEIGHT, wish.height());
    camera.set(opencv_videoio.CAP_PROP_BUFFERSIZE, 1);
    wish.exposure()
        .ifPresent(
            time -> {
              camera.set(opencv_videoio.CAP_PROP_AUTO_EXPOSURE, MANUAL_EXPOSURE);
              camera.set(opencv_videoio.CAP_PROP_EXPOSURE, time.toNanos() / EXPOSURE_STEP_NANOS);
            });
  }

  @Override
  public void close() {
    closing = true;
    freeUnlessReading(CLOSE_MS);
  }

  /** OpenCV waits up to ten seconds for a frame; then the reading frees. */
  private void freeUnlessReading(long millis) {
    if (Locks.taken(reading, millis)) {
      try {
        if (!camera.isNull()) {
          camera.release();
          camera.close();
          mat.close();
        }
      } finally {
        reading.unlock();
      }
    }
  }
}
