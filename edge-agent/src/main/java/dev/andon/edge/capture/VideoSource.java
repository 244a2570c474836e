package dev.andon.edge.capture;

import dev.andon.vision.DecodeLimits;
import dev.andon.vision.Natives;
import dev.andon.vision.Picture;
import java.time.Duration;
import java.util.Optional;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Frames of a video file or of an RTSP camera, decoded by FFmpeg. The end of a file, also in the
 * middle of a packet, is an end; a stream that falls silent for longer than the time-out ends as
 * failed.
 */
public final class VideoSource implements FrameSource {
  static {
    Natives.load();
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
  }

  /** Undecodable packets in a row after which the rest is given up. */
  private static final int MAX_DAMAGED_IN_A_ROW = 100;

  private final FFmpegFrameGrabber grabber;
  private final String address;
  private final String name;
  private final boolean live;
  private final DecodeLimits limits;
  private final Shutter shutter;
  private long position;
  private int damaged;
  private Optional<Capture.Ended> end = Optional.empty();

  private VideoSource(
      String address, String name, boolean live, DecodeLimits limits, Shutter shutter) {
    this.grabber = new FFmpegFrameGrabber(address);
    this.address = address;
    this.name = name;
    this.live = live;
    this.limits = limits;
    this.shutter = shutter;
  }

  /**
   * Opens a video.
   *
   * @param address a file's path, or {@code rtsp://…}
   * @param name how cursors and messages call it; no password in it
   * @param after the last frame that is done with; the frames up to it are decoded and dropped.
   *     Ignored where live
   * @param timeout longest wait for the next packet of a live stream
   */
  static VideoSource open(
      String address,
      String name,
      boolean live,
      Optional<Cursor> after,
      Duration timeout,
      DecodeLimits limits,
      Shutter shutter) {
    VideoSource source = new VideoSource(address, name, live, limits, shutter);
    FFmpegFrameGrabber grabber = source.grabber;
    grabber.setPixelFormat(avutil.AV_PIX_FMT_BGR24);
    grabber.setVideoOption("threads", "1");
    if (live) {
      grabber.setOption("rtsp_transport", "tcp");
      grabber.setOption("timeout", Long.toString(timeout.toNanos() / 1000));
      grabber.setOption("fflags", "nobuffer");
    }
    source.start();
    if (!live) {
      after.filter(c -> c.file().equals(name)).ifPresent(c -> source.skipTo(c.position() + 1));
    }
    return source;
  }

  private synchronized void start() {
    try {
      grabber.start(true);
    } catch (FFmpegFrameGrabber.Exception e) {
      fail("cannot be opened: " + withoutUser(e));
    }
  }

  private void skipTo(long wanted) {
    while (end.isEmpty() && position < wanted) {
      grab();
    }
  }

  @Override
  public synchronized Capture next() {
    Optional<Picture> picture = Optional.empty();
    while (end.isEmpty() && picture.isEmpty()) {
      Cursor cursor = new Cursor(name, position);
      org.bytedeco.javacv.@org.jspecify.annotations.Nullable Frame image = grab();
      if (image == null) {
        if (end.isEmpty()) {
          return new Capture.Skipped(name + ": frame " + position + " is damaged", cursor);
        }
        continue;
      }
      if ((long) image.imageWidth * image.imageHeight > limits.maxPixels()) {
        return new Capture.Skipped(tooLarge(image), cursor);
      }
      return shutter.capture(copy(image), Frame.PixelFormat.BGR8, cursor);
    }
    return end.orElseThrow();
  }

  /** The next image, or null where the packet was damaged or nothing comes any more. */
  private org.bytedeco.javacv.@org.jspecify.annotations.Nullable Frame grab() {
    try {
      org.bytedeco.javacv.Frame image = grabber.grabImage();
      if (image == null || image.image == null) {
        end = Optional.of(new Capture.Ended(name + ": ended after " + position + " frames", live));
        return null;
      }
      damaged = 0;
      position++;
      return image;
    } catch (FFmpegFrameGrabber.Exception | RuntimeException e) {
      position++;
      if (++damaged >= MAX_DAMAGED_IN_A_ROW) {
        fail("gives nothing but damage: " + withoutUser(e));
      }
      return null;
    }
  }

  private void fail(String why) {
    end = Optional.of(new Capture.Ended(name + ": " + why, true));
  }

  /** FFmpeg's messages repeat the address with user and password. */
  private String withoutUser(Exception e) {
    return String.valueOf(e.getMessage()).replace(address, name);
  }

  private String tooLarge(org.bytedeco.javacv.Frame image) {
    return name
        + ": "
        + image.imageWidth
        + "×"
        + image.imageHeight
        + " pixels, more than the "
        + limits.maxPixels()
        + " allowed";
  }

  private static Picture copy(org.bytedeco.javacv.Frame image) {
    try (Pointer first = new Pointer(image.image[0]);
        BytePointer pixels = new BytePointer(first);
        Mat view =
            new Mat(
                image.imageHeight,
                image.imageWidth,
                opencv_core.CV_8UC(image.imageChannels),
                pixels,
                image.imageStride)) {
      return Picture.copyOf(view);
    }
  }

  @Override
  public synchronized void close() {
    end = end.or(() -> Optional.of(new Capture.Ended(name + ": closed", false)));
    try {
      grabber.close();
    } catch (org.bytedeco.javacv.FrameGrabber.Exception e) {
      throw new IllegalStateException(name + ": FFmpeg could not be closed", e);
    }
  }
}
