package dev.andon.edge.capture.camera;

import dev.andon.fixtures.FrameClock;
import dev.andon.fixtures.RtspCamera;
import dev.andon.vision.Picture;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The pictures of {@link FrameClock} as H.264 (RFC 6184) with a key frame each ten, again from 0
 * behind 200. Its parameters come with the key frames alone, as from many cameras.
 */
public final class H264Clock implements RtspCamera.Encoding {
  private static final int PICTURES = 200;
  private static final int GROUP = 10;
  private static final byte FRAGMENT_A = 28;

  private final List<List<byte[]>> pictures = new ArrayList<>();

  /** Encodes them all. */
  public H264Clock() {
    FfmpegStream.load();
    AVCodec codec = avcodec.avcodec_find_encoder(avcodec.AV_CODEC_ID_H264);
    AVCodecContext encoder = avcodec.avcodec_alloc_context3(codec);
    encoder.width(FrameClock.WIDTH).height(FrameClock.HEIGHT).gop_size(GROUP);
    encoder.pix_fmt(avutil.AV_PIX_FMT_YUV420P).bit_rate(2_000_000).thread_count(1);
    encoder.time_base(avutil.av_make_q(1, 25)).framerate(avutil.av_make_q(25, 1));
    check(avcodec.avcodec_open2(encoder, codec, (PointerPointer<?>) null));
    AVFrame frame = avutil.av_frame_alloc();
    frame.width(FrameClock.WIDTH).height(FrameClock.HEIGHT).format(encoder.pix_fmt());
    check(avutil.av_frame_get_buffer(frame, 0));
    for (int number = 0; number < PICTURES; number++) {
      check(avutil.av_frame_make_writable(frame));
      draw(number, frame);
      check(avcodec.avcodec_send_frame(encoder, frame.pts(number)));
      take(encoder);
    }
    check(avcodec.avcodec_send_frame(encoder, null));
    take(encoder);
    avutil.av_frame_free(frame);
    avcodec.avcodec_free_context(encoder);
    check(pictures.size() - PICTURES);
  }

  private static void draw(int number, AVFrame frame) {
    try (Picture picture = FrameClock.showing(number)) {
      byte[] bgr = picture.pixels();
      byte[] row = new byte[FrameClock.WIDTH];
      for (int x = 0; x < row.length; x++) {
        row[x] = bgr[3 * x];
      }
      for (int y = 0; y < FrameClock.HEIGHT; y++) {
        frame.data(0).position((long) y * frame.linesize(0)).put(row);
      }
    }
    for (int plane = 1; plane < 3; plane++) {
      byte[] grey = new byte[frame.linesize(plane) * FrameClock.HEIGHT / 2];
      Arrays.fill(grey, (byte) 128);
      frame.data(plane).position(0).put(grey);
    }
  }

  private void take(AVCodecContext encoder) {
    AVPacket packet = avcodec.av_packet_alloc();
    while (avcodec.avcodec_receive_packet(encoder, packet) == 0) {
      byte[] unit = new byte[packet.size()];
      try (BytePointer data = new BytePointer(packet.data())) {
        data.get(unit);
      }
      pictures.add(payloadsOf(unit));
      avcodec.av_packet_unref(packet);
    }
    avcodec.av_packet_free(packet);
  }

  private static void check(int answer) {
    if (answer < 0) {
      throw new IllegalStateException("the encoder says " + answer);
    }
  }

  /** Annex B: what stands between start codes is one NAL unit each. */
  private static List<byte[]> payloadsOf(byte[] unit) {
    List<byte[]> payloads = new ArrayList<>();
    int from = start(unit, 0);
    while (from < unit.length) {
      int next = start(unit, from);
      int to = next < unit.length ? next - 3 : unit.length;
      while (to > from && unit[to - 1] == 0) {
        to--;
      }
      addNal(unit, from, to, payloads);
      from = next;
    }
    return payloads;
  }

  /** Behind the next start code; the length if there is none. */
  private static int start(byte[] unit, int from) {
    for (int at = from; at + 2 < unit.length; at++) {
      if (unit[at] == 0 && unit[at + 1] == 0 && unit[at + 2] == 1) {
        return at + 3;
      }
    }
    return unit.length;
  }

  private static void addNal(byte[] unit, int from, int to, List<byte[]> payloads) {
    if (to - from <= MOST_BYTES) {
      payloads.add(Arrays.copyOfRange(unit, from, to));
      return;
    }
    byte indicator = (byte) ((unit[from] & 0xE0) | FRAGMENT_A);
    for (int at = from + 1; at < to; ) {
      int bytes = Math.min(MOST_BYTES - 2, to - at);
      int ends = (at == from + 1 ? 0x80 : 0) | (at + bytes == to ? 0x40 : 0);
      payloads.add(
          ByteBuffer.allocate(bytes + 2)
              .put(indicator)
              .put((byte) (ends | (unit[from] & 0x1F)))
              .put(unit, at, bytes)
              .array());
      at += bytes;
    }
  }

  @Override
  public String media() {
    return "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=fmtp:96 packetization-mode=1";
  }

  @Override
  public int shown(long due) {
    return (int) (due % PICTURES);
  }

  @Override
  public List<byte[]> payloads(int number) {
    return pictures.get(number);
  }
}
