package dev.andon.edge.capture.camera;

import dev.andon.edge.capture.Frame;
import dev.andon.vision.DecodeLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** Pictures of a video file, or of a camera in the network, decoded by FFmpeg. */
final class VideoDecoder implements PictureReader {
  private static final long CLOSE_MS = 1_000;

  private final Input input;
  private final DecodeLimits limits;
  private final Interruption interruption;
  private final ReentrantLock reading = new ReentrantLock();
  private final BgrPictures pictures = new BgrPictures();
  private @Nullable FfmpegStream stream;
  private Reading.@Nullable Over over;
  private long passed;
  private boolean freed;

  /**
   * What is opened, and how.
   *
   * @param url as FFmpeg takes it; may hold a password
   * @param options of FFmpeg's protocol and demuxer
   * @param silence longest time without a picture; for ever if absent, as for files
   * @param behind so many pictures are passed over first, whole and damaged ones
   */
  record Input(String url, Map<String, String> options, Optional<Duration> silence, long behind) {

    /** A file on this machine, and nothing that it may name elsewhere. */
    static Input file(Path file, long behind) {
      return new Input(
          "file:" + file, Map.of("protocol_whitelist", "file"), Optional.empty(), behind);
    }

    /** A camera. */
    static Input camera(String address, CameraAccess.Transport transport, Duration silence) {
      Map<String, String> options = new LinkedHashMap<>();
      options.put("rtsp_transport", transport == CameraAccess.Transport.TCP ? "tcp" : "udp");
      options.put("allowed_media_types", "video");
      options.put("timeout", Long.toString(silence.toNanos() / 1_000));
      return new Input(address, Map.copyOf(options), Optional.of(silence), 0);
    }

    boolean live() {
      return silence.isPresent();
    }

    @Override
    public String toString() {
      return live() ? "camera" : url;
    }
  }

  /**
   * Loads the libraries, before anybody counts the seconds of a silence.
   *
   * @param limits frames above it are damage
   * @param nanos as {@link System#nanoTime}
   */
  VideoDecoder(Input input, DecodeLimits limits, LongSupplier nanos) {
    FfmpegStream.load();
    this.input = input;
    this.limits = limits;
    this.interruption = new Interruption(input.silence(), nanos);
  }

  @Override
  public Reading read() {
    reading.lock();
    try {
      return freed || interruption.closing() ? closed() : over != null ? over : next();
    } catch (FfmpegException notOpened) {
      return interrupted().orElseGet(() -> notOpened(notOpened));
    } finally {
      reading.unlock();
      if (interruption.closing()) {
        freeUnlessReading(0);
      }
    }
  }

  private Reading next() throws FfmpegException {
    if (stream == null) {
      interruption.startAnew();
      stream =
          FfmpegStream.open(
              input.url(), input.options(), !input.live(), limits.maxPixels(), interruption);
    }
    while (passed < input.behind()) {
      int answer = stream.decode();
      if (answer == avutil.AVERROR_EOF || interruption.due()) {
        return outcome(answer, stream);
      }
      passed++;
    }
    return outcome(stream.decode(), stream);
  }

  private Reading outcome(int answer, FfmpegStream from) {
    if (answer == 0) {
      return picture(from);
    }
    return interrupted()
        .orElseGet(
            () ->
                answer == avutil.AVERROR_EOF
                    ? end(from.lastRead())
                    : new Reading.Damaged("cannot be decoded: " + FfmpegException.words(answer)));
  }

  private Reading picture(FfmpegStream from) {
    AVFrame frame = from.frame();
    if ((long) frame.width() * frame.height() > limits.maxPixels()) {
      return new Reading.Damaged(tooLarge(frame));
    }
    if (from.corrupt()) {
      return new Reading.Damaged("is damaged: parts of it had to be invented");
    }
    try {
      Reading.Shown shown =
          new Reading.Shown(pictures.of(frame, from.orientation()), Frame.PixelFormat.BGR8);
      interruption.startAnew();
      return shown;
    } catch (IllegalArgumentException oddPixels) {
      return new Reading.Damaged(String.valueOf(oddPixels.getMessage()));
    }
  }

  private String tooLarge(AVFrame frame) {
    return "has "
        + frame.width()
        + "×"
        + frame.height()
        + " pixels, more than the "
        + limits.maxPixels()
        + " allowed";
  }

  private Optional<Reading> interrupted() {
    if (interruption.closing()) {
      return Optional.of(closed());
    }
    return interruption.silent()
        ? Optional.of(finished("no picture for " + seconds(input.silence().orElseThrow()), true))
        : Optional.empty();
  }

  static String seconds(Duration silence) {
    return silence.toMillis() / 1_000.0 + " s";
  }

  /** Data that stop in the middle are an end, a disk or a network that fails is none. */
  private Reading end(int lastRead) {
    boolean whole = lastRead == avutil.AVERROR_EOF || lastRead == avutil.AVERROR_INVALIDDATA;
    return whole && !input.live()
        ? finished("ended", false)
        : finished("ended: " + FfmpegException.words(lastRead), true);
  }

  private Reading notOpened(FfmpegException why) {
    String reason = String.valueOf(why.getMessage());
    if (input.live() || !why.unreadable()) {
      return finished(reason, true);
    }
    over = new Reading.Over("ended", false);
    return new Reading.Unreadable(reason);
  }

  private Reading.Over finished(String reason, boolean failed) {
    Reading.Over end = new Reading.Over(reason, failed);
    over = end;
    return end;
  }

  private static Reading.Over closed() {
    return new Reading.Over("closed", false);
  }

  @Override
  public void close() {
    interruption.close();
    freeUnlessReading(CLOSE_MS);
  }

  /** A reading that outlives the wait frees when it returns. */
  private void freeUnlessReading(long millis) {
    if (Locks.taken(reading, millis)) {
      try {
        free();
      } finally {
        reading.unlock();
      }
    }
  }

  private void free() {
    if (!freed) {
      freed = true;
      pictures.close();
      if (stream != null) {
        stream.close();
        stream = null;
      }
    }
  }
}
