package dev.andon.edge.capture.camera;

import dev.andon.vision.Natives;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * The best video stream of one input, opened, and the native objects that belong to it. Every
 * waiting call ends when its {@link Interruption} is due. Confined to one thread at a time.
 */
final class FfmpegStream implements AutoCloseable {
  static {
    Natives.load();
    avutil.av_log_set_level(avutil.AV_LOG_QUIET);
    avformat.avformat_network_init();
    Loader.load(swscale.class);
  }

  /** FFmpeg counts rows rounded up to 64 pixels, of up to 65 535 rows. */
  private static final long ALIGNED_PIXELS = 63L * 65_535;

  private static final int AGAIN = avutil.AVERROR_EAGAIN();

  private final Interruption interruption;
  private @Nullable AVFormatContext format;
  private @Nullable AVCodecContext codec;
  private AVPacket packet = new AVPacket((AVPacket) null);
  private AVFrame frame = new AVFrame((AVFrame) null);
  private Orientation orientation = Orientation.UPRIGHT;
  private int index;
  private int lastRead;

  /** Returns when FFmpeg's libraries are loaded: that takes seconds, once per process. */
  static void load() {
    // The static initialiser has done it.
  }

  private FfmpegStream(Interruption interruption) {
    this.interruption = interruption;
  }

  /**
   * Opens an input.
   *
   * @param url as FFmpeg takes it
   * @param options of its protocol and its demuxer
   * @param probed whether the first packets are looked at before; a live stream is described by its
   *     server, and what is read beforehand is old when it is shown
   * @param maxPixels frames that are much larger are not decoded
   */
  static FfmpegStream open(
      String url,
      Map<String, String> options,
      boolean probed,
      long maxPixels,
      Interruption interruption)
      throws FfmpegException {
    FfmpegStream stream = new FfmpegStream(interruption);
    try {
      AVFormatContext input = stream.input(url, options);
      if (probed || input.nb_streams() == 0) {
        check(
            "cannot be read", avformat.avformat_find_stream_info(input, (PointerPointer<?>) null));
      }
      stream.decoder(input, maxPixels);
      return stream;
    } catch (FfmpegException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  /** FFmpeg frees the context itself where it cannot open it. */
  private AVFormatContext input(String url, Map<String, String> options) throws FfmpegException {
    AVFormatContext input = avformat.avformat_alloc_context();
    interruption.watch(input.interrupt_callback());
    AVDictionary dictionary = new AVDictionary(null);
    try {
      options.forEach((key, value) -> avutil.av_dict_set(dictionary, key, value, 0));
      check("cannot be opened", avformat.avformat_open_input(input, url, null, dictionary));
      format = input;
      return input;
    } finally {
      avutil.av_dict_free(dictionary);
    }
  }

  private void decoder(AVFormatContext input, long maxPixels) throws FfmpegException {
    index =
        check(
            "has no video",
            avformat.av_find_best_stream(
                input, avutil.AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0));
    AVStream stream = input.streams(index);
    AVCodec known = avcodec.avcodec_find_decoder(stream.codecpar().codec_id());
    if (known == null || known.isNull()) {
      throw new FfmpegException("cannot be decoded", avutil.AVERROR_DECODER_NOT_FOUND);
    }
    AVCodecContext context = avcodec.avcodec_alloc_context3(known);
    codec = context;
    check("cannot be decoded", avcodec.avcodec_parameters_to_context(context, stream.codecpar()));
    context.thread_count(1);
    context.max_pixels(maxPixels + ALIGNED_PIXELS);
    context.pkt_timebase(stream.time_base());
    check("cannot be decoded", avcodec.avcodec_open2(context, known, (PointerPointer<?>) null));
    orientation = Orientation.of(stream.codecpar());
    packet = avcodec.av_packet_alloc();
    frame = avutil.av_frame_alloc();
  }

  private static int check(String doing, int answer) throws FfmpegException {
    if (answer < 0) {
      throw new FfmpegException(doing, answer);
    }
    return answer;
  }

  /**
   * Waits for the next frame.
   *
   * @return 0 when {@link #frame} holds it; {@code AVERROR_EOF} when none comes any more, see
   *     {@link #lastRead}; another negative answer where one was damaged
   */
  int decode() {
    while (!interruption.due()) {
      int answer = avcodec.avcodec_receive_frame(codec, frame);
      if (answer != AGAIN) {
        return answer;
      }
      int fed = feed();
      if (fed < 0 && fed != AGAIN) {
        return fed;
      }
    }
    return avutil.AVERROR_EXIT;
  }

  /** Gives the decoder one packet, or tells it that it was the last. */
  private int feed() {
    int read = avformat.av_read_frame(format, packet);
    if (read == AGAIN) {
      return read;
    }
    if (read < 0) {
      lastRead = read;
      return avcodec.avcodec_send_packet(codec, (AVPacket) null);
    }
    try {
      return packet.stream_index() == index ? avcodec.avcodec_send_packet(codec, packet) : 0;
    } finally {
      avcodec.av_packet_unref(packet);
    }
  }

  /** The decoded frame, until the next is asked for. */
  AVFrame frame() {
    return frame;
  }

  /** How the last frame is turned. */
  Orientation orientation() {
    return Orientation.of(frame, orientation);
  }

  /** Whether the decoder had to invent parts of the last frame. */
  boolean corrupt() {
    return (frame.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags() != 0;
  }

  /** Why no more packets came; 0 while they do. */
  int lastRead() {
    return lastRead;
  }

  @Override
  public void close() {
    avutil.av_frame_free(frame);
    avcodec.av_packet_free(packet);
    if (codec != null) {
      avcodec.avcodec_free_context(codec);
      codec = null;
    }
    if (format != null) {
      avformat.avformat_close_input(format);
      format = null;
    }
  }
}
