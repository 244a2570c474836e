package dev.andon.edge.capture.camera;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.global.avutil;

/** FFmpeg said no. Its own words about addresses are not repeated: they hold passwords. */
final class FfmpegException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int code;

  /**
   * @param doing what was tried
   * @param code one of FFmpeg's negative answers
   */
  FfmpegException(String doing, int code) {
    super(doing + ": " + words(code));
    this.code = code;
  }

  /** What FFmpeg calls this answer, without an address. */
  static String words(int code) {
    byte[] text = new byte[256];
    avutil.av_strerror(code, text, text.length);
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return new String(text, 0, end, StandardCharsets.UTF_8);
  }

  /** Whether what is there is at fault, and not the way to it. */
  boolean unreadable() {
    return code == avutil.AVERROR_INVALIDDATA
        || code == avutil.AVERROR_STREAM_NOT_FOUND
        || code == avutil.AVERROR_DECODER_NOT_FOUND
        || code == avutil.AVERROR_DEMUXER_NOT_FOUND
        || code == avutil.AVERROR_EOF
        || code == avutil.AVERROR_PATCHWELCOME;
  }
}
