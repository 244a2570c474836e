package dev.andon.edge.capture.camera;

import dev.andon.config.AddressName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a camera is reached. */
public sealed interface CameraAccess {

  /** Names it for people, logs, metrics and the outbox; no password in it. */
  String name();

  /** How packets of an RTSP camera travel. */
  enum Transport {
    /** Within the connection: nothing is lost, and a slow network delays. */
    TCP,
    /** As datagrams: nothing is delayed, and what a network loses is damage. */
    UDP
  }

  /**
   * Over RTSP.
   *
   * @param address {@code rtsp://[user:password@]host[:port]/path}
   */
  record Rtsp(String address, Transport transport) implements CameraAccess {
    @Override
    public String name() {
      return AddressName.of(address).text();
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /** How a Video4Linux2 camera packs what it sends. */
  enum Packing {
    MJPEG("MJPG"),
    YUYV("YUYV"),
    UYVY("UYVY"),
    NV12("NV12"),
    GREY("GREY"),
    BGR("BGR3");

    private final String fourcc;

    Packing(String fourcc) {
      this.fourcc = fourcc;
    }

    int code() {
      return fourcc.charAt(0)
          | fourcc.charAt(1) << 8
          | fourcc.charAt(2) << 16
          | fourcc.charAt(3) << 24;
    }
  }

  /**
   * Through Video4Linux2. What is asked of the camera; its driver may do otherwise.
   *
   * @param device number of {@code /dev/videoN}
   * @param width pixels per row
   * @param height rows
   * @param packing absent: the driver's
   * @param exposure of each frame, in steps of 100 µs; absent: the camera's own
   */
  record V4l2(
      int device, int width, int height, Optional<Packing> packing, Optional<Duration> exposure)
      implements CameraAccess {
    @Override
    public String name() {
      return "/dev/video" + device;
    }
  }

  /** How a raw pixel is written. */
  enum Pixels {
    /** Blue, green, red. */
    BGR(3),
    /** Red, green, blue. */
    RGB(3),
    /** Brightness alone. */
    GREY(1),
    /** Two pixels in four bytes: Y U Y V (YUY2). */
    YUYV(2);

    private final int bytes;

    Pixels(int bytes) {
      this.bytes = bytes;
    }

    int bytes() {
      return bytes;
    }
  }

  /**
   * Through a program that writes raw pictures to its standard output, all of one size, rows from
   * the top, without gaps.
   *
   * @param command program and arguments, without a shell
   * @param width pixels per row, 1 to 65535; even where two pixels share colours
   * @param height rows, 1 to 65535
   */
  record Pipe(List<String> command, int width, int height, Pixels pixels) implements CameraAccess {
    private static final int LARGEST = 1 << 30;

    /** Refuses what no picture has. */
    public Pipe {
      command = List.copyOf(command);
      if (command.isEmpty() || command.getFirst().isBlank()) {
        throw new IllegalArgumentException(
            "source.command must name a program and its arguments, as [gst-launch-1.0, -q, …]");
      }
      if (width < 1 || width > 65_535 || height < 1 || height > 65_535) {
        throw new IllegalArgumentException(
            "source.width and source.height must be 1 to 65535, but are " + width + "×" + height);
      }
      if (pixels == Pixels.YUYV && width % 2 != 0) {
        throw new IllegalArgumentException(
            "source.width must be even where source.pixels is yuyv, but is " + width);
      }
      if ((long) width * height * pixels.bytes() > LARGEST) {
        throw new IllegalArgumentException(
            "source: a frame of " + width + "×" + height + " pixels is above 1 GiB");
      }
    }

    /** Bytes of one picture. */
    int bytes() {
      return width * height * pixels.bytes();
    }

    /** The program alone: arguments hold addresses and passwords. */
    @Override
    public String name() {
      String program = command.getFirst();
      return "pipe:" + program.substring(program.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
      return name() + " " + width + "×" + height;
    }
  }
}
