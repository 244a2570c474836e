package dev.andon.edge.capture.camera;

import dev.andon.edge.capture.Frame;
import dev.andon.vision.Natives;
import dev.andon.vision.Picture;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that a child process writes to its standard output, raw, one behind the other, all of
 * one size: how cameras are reached that need a vendor's own program. The child has no shell around
 * it, and goes when the reader is closed.
 */
final class PipeReader implements PictureReader {
  static {
    Natives.load();
  }

  private static final ProcessBuilder.Redirect NOTHING =
      ProcessBuilder.Redirect.from(new File("/dev/null"));
  private static final long POLITE_MS = 700;
  private static final long FORCED_MS = 300;
  private static final long EXIT_MS = 1_000;

  private final CameraAccess.Pipe pipe;
  private final ProcessBuilder command;
  private final String name;
  private final byte[] frame;
  private @Nullable Process child;
  private @Nullable ChildWords words;
  private Reading.@Nullable Over over;
  private boolean closed;

  /**
   * @param name how messages call the child
   */
  PipeReader(CameraAccess.Pipe pipe, String name) {
    this.pipe = pipe;
    this.name = name;
    this.frame = new byte[pipe.bytes()];
    this.command = new ProcessBuilder(pipe.command()).redirectInput(NOTHING);
  }

  @Override
  public Reading read() {
    if (over != null) {
      return over;
    }
    try {
      Process running = running();
      return running == null ? finish("closed", false) : next(running.getInputStream());
    } catch (IOException e) {
      return finish(
          child == null ? "cannot be started: is the program installed? " + reason(e) : reason(e),
          true);
    }
  }

  /** Java repeats the program's name and arguments. */
  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.substring(message.lastIndexOf(": ") < 0 ? 0 : message.lastIndexOf(": ") + 2);
  }

  private synchronized @Nullable Process running() throws IOException {
    if (child == null && !closed) {
      child = command.start();
      words = ChildWords.of(child, name);
    }
    return closed ? null : child;
  }

  private Reading next(InputStream pictures) throws IOException {
    int read = pictures.readNBytes(frame, 0, frame.length);
    if (read == frame.length) {
      return new Reading.Shown(
          picture(),
          pipe.pixels() == CameraAccess.Pixels.GREY
              ? Frame.PixelFormat.GREY8
              : Frame.PixelFormat.BGR8);
    }
    Reading.Over ended = finish("ended" + exit(), true);
    return read == 0
        ? ended
        : new Reading.Damaged(
            "has " + read + " of " + frame.length + " bytes: the program ended in the middle");
  }

  private synchronized Reading.Over finish(String reason, boolean failed) {
    Reading.Over end =
        closed ? new Reading.Over("closed", false) : new Reading.Over(reason, failed);
    over = end;
    return end;
  }

  private String exit() {
    Process process = child;
    ChildWords said = words;
    if (process == null || said == null) {
      return "";
    }
    try {
      String status =
          process.waitFor(EXIT_MS, TimeUnit.MILLISECONDS)
              ? " with status " + process.exitValue()
              : " its output";
      return status + said.last();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private Picture picture() {
    try (Mat mat =
        new Mat(pipe.height(), pipe.width(), opencv_core.CV_8UC(pipe.pixels().bytes()))) {
      mat.data().put(frame, 0, frame.length);
      return switch (pipe.pixels()) {
        case BGR, GREY -> Picture.copyOf(mat);
        case RGB -> converted(mat, opencv_imgproc.COLOR_RGB2BGR);
        case YUYV -> converted(mat, opencv_imgproc.COLOR_YUV2BGR_YUYV);
      };
    }
  }

  private static Picture converted(Mat mat, int how) {
    try (Mat bgr = new Mat()) {
      opencv_imgproc.cvtColor(mat, bgr, how);
      return Picture.copyOf(bgr);
    }
  }

  /**
   * Asked to end first, then made to, with whatever it has started itself; also where the closing
   * thread is interrupted, since a camera's program puts things in order when it is asked.
   */
  @Override
  public void close() {
    Process process = stopStarting();
    if (process != null) {
      boolean stopping = Thread.interrupted();
      end(process);
      if (stopping) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void end(Process process) {
    List<ProcessHandle> offspring = process.descendants().toList();
    process.destroy();
    offspring.forEach(ProcessHandle::destroy);
    if (!gone(process, POLITE_MS)) {
      process.destroyForcibly();
    }
    offspring.forEach(ProcessHandle::destroyForcibly);
    boolean _ = gone(process, FORCED_MS);
  }

  private synchronized @Nullable Process stopStarting() {
    closed = true;
    return child;
  }

  private static boolean gone(Process process, long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }
}
