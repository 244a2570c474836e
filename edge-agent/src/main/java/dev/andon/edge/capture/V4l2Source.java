package dev.andon.edge.capture;

import dev.andon.vision.Natives;
import dev.andon.vision.Picture;
import java.util.Optional;
import org.bytedeco.opencv.global.opencv_videoio;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_videoio.VideoCapture;

/**
 * Frames of a USB or board camera through Video4Linux2. A camera that was pulled ends as failed.
 */
public final class V4l2Source implements FrameSource {
  static {
    Natives.load();
  }

  private final VideoCapture camera;
  private final Mat mat = new Mat();
  private final String name;
  private final Shutter shutter;
  private long position;
  private Optional<Capture.Ended> end = Optional.empty();

  private V4l2Source(VideoCapture camera, String name, Shutter shutter) {
    this.camera = camera;
    this.name = name;
    this.shutter = shutter;
  }

  /**
   * Opens a camera.
   *
   * @param device number of {@code /dev/videoN}
   * @param width wanted pixels per row; the driver may choose another
   * @param height wanted rows
   */
  static V4l2Source open(int device, int width, int height, Shutter shutter) {
    VideoCapture camera = new VideoCapture();
    V4l2Source source = new V4l2Source(camera, "/dev/video" + device, shutter);
    if (camera.open(device, opencv_videoio.CAP_V4L2)) {
      camera.set(opencv_videoio.CAP_PROP_FRAME_WIDTH, width);
      camera.set(opencv_videoio.CAP_PROP_FRAME_HEIGHT, height);
      camera.set(opencv_videoio.CAP_PROP_BUFFERSIZE, 1);
    } else {
      source.fail("cannot be opened: is the camera plugged in and may this user read it?");
    }
    return source;
  }

  @Override
  public synchronized Capture next() {
    if (end.isPresent()) {
      return end.get();
    }
    if (!camera.read(mat) || mat.empty()) {
      fail("gives no frames any more");
      return end.orElseThrow();
    }
    Frame.PixelFormat format =
        mat.channels() == 1 ? Frame.PixelFormat.GREY8 : Frame.PixelFormat.BGR8;
    return shutter.capture(Picture.copyOf(mat), format, new Cursor(name, position++));
  }

  private void fail(String why) {
    end = Optional.of(new Capture.Ended(name + ": " + why, true));
  }

  @Override
  public synchronized void close() {
    if (!camera.isNull()) {
      end = end.or(() -> Optional.of(new Capture.Ended(name + ": closed", false)));
      camera.release();
      camera.close();
      mat.close();
    }
  }
}
