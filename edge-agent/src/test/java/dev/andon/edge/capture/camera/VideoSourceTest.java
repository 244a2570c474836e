package dev.andon.edge.capture.camera;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.CaptureSettings;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.Labelling;
import dev.andon.fixtures.Drawn;
import dev.andon.vision.DecodeLimits;
import dev.andon.vision.Picture;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class VideoSourceTest {
  @TempDir private Path folder;
  private Path video = Path.of("");
  private final CaptureSettings settings = CaptureSettings.of(Labelling.same("bottle", "belt"));

  @BeforeEach
  void recordTenFramesThatGetBrighter() throws Exception {
    video = folder.resolve("belt.mp4");
    record(video, avcodec.AV_CODEC_ID_MPEG4, avutil.AV_PIX_FMT_YUV420P, "mp4", 64);
  }

  private static void record(Path file, int codec, int pixelFormat, String format, int width)
      throws Exception {
    try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toString(), width, 48, 0);
        OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat()) {
      recorder.setVideoCodec(codec);
      recorder.setPixelFormat(pixelFormat);
      recorder.setFormat(format);
      recorder.setFrameRate(10);
      recorder.setVideoQuality(2);
      recorder.start();
      for (int i = 0; i < 10; i++) {
        byte[] bgr = new byte[width * 48 * 3];
        Arrays.fill(bgr, (byte) (i * 20));
        darkCorner(bgr, width);
        try (Picture picture = Picture.of(width, 48, bgr);
            org.bytedeco.javacv.Frame frame = converter.convert(picture.mat())) {
          recorder.record(frame, avutil.AV_PIX_FMT_BGR24);
        }
      }
      recorder.stop();
    }
  }

  private static void darkCorner(byte[] bgr, int width) {
    for (int y = 0; y < 16; y++) {
      Arrays.fill(bgr, y * width * 3, (y * width + 16) * 3, (byte) 0);
    }
  }

  @Test
  void every_frame_comes_in_order_and_then_the_end() throws Exception {
    try (FrameSource source = VideoSource.open(video, Optional.empty(), settings)) {
      List<Integer> levels = levels(source);
      assertThat(levels).hasSize(10).isSorted();
      assertThat(levels.get(9)).isBetween(170, 190);
      assertThat(source.next())
          .isEqualTo(new Capture.Ended("belt.mp4: ended after 10 frames", false));
    }
  }

  @Test
  void reading_goes_on_behind_a_cursor() throws Exception {
    try (FrameSource source =
        VideoSource.open(video, Optional.of(new Cursor("belt.mp4", 6)), settings)) {
      Capture next = source.next();
      assertThat(next).isInstanceOf(Capture.Captured.class);
      Frame frame = ((Capture.Captured) next).frame();
      frame.close();
      assertThat(frame.cursor()).isEqualTo(new Cursor("belt.mp4", 7));
      assertThat(frame.partId()).isEqualTo("belt#7");
    }
  }

  @Test
  void a_video_that_stops_in_the_middle_of_a_packet_ends() throws Exception {
    byte[] whole = Files.readAllBytes(video);
    for (int part = 1; part < 10; part++) {
      Path cut = folder.resolve("cut.mp4");
      Files.write(cut, Arrays.copyOf(whole, whole.length * part / 10));
      assertThat(outcomesUntilEnd(cut)).isLessThanOrEqualTo(11);
    }
  }

  @Test
  void damage_in_the_middle_is_skipped_or_shown_but_the_end_comes() throws Exception {
    byte[] damaged = Files.readAllBytes(video);
    Arrays.fill(damaged, damaged.length / 3, damaged.length / 3 + 40, (byte) 0x5A);
    Path file = folder.resolve("damaged.mp4");
    Files.write(file, damaged);
    assertThat(outcomesUntilEnd(file)).isLessThanOrEqualTo(200);
  }

  @Test
  void a_video_whose_index_was_never_written_is_skipped_once_and_ends() throws Exception {
    byte[] whole = Files.readAllBytes(video);
    Path unfinished = folder.resolve("never-finished.mp4");
    Files.write(unfinished, Arrays.copyOf(whole, indexOf(whole, "moov") - 4));
    isSkippedOnceAndEnds(unfinished);
  }

  @Test
  void a_file_that_is_no_video_is_skipped_once_and_ends() throws Exception {
    isSkippedOnceAndEnds(Files.writeString(folder.resolve("notes.mp4"), "not a video\n"));
    isSkippedOnceAndEnds(Files.createFile(folder.resolve("empty.mp4")));
  }

  private void isSkippedOnceAndEnds(Path file) throws Exception {
    try (FrameSource source = VideoSource.open(file, Optional.empty(), settings)) {
      assertThat(source.next())
          .isInstanceOfSatisfying(
              Capture.Skipped.class,
              skipped -> {
                assertThat(skipped.reason()).startsWith(file.getFileName() + ": ");
                assertThat(skipped.cursor().file()).isNotEqualTo(file.getFileName().toString());
              });
      for (int again = 0; again < 2; again++) {
        assertThat(source.next())
            .isInstanceOfSatisfying(
                Capture.Ended.class, ended -> assertThat(ended.failed()).isFalse());
      }
    }
  }

  @Test
  void pictures_of_changing_size_keep_their_size_and_too_large_ones_are_skipped() throws Exception {
    Path file = folder.resolve("sizes.mjpeg");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int side : new int[] {32, 48, 64, 40, 32}) {
        try (Picture picture = Drawn.part(2 * side, side)) {
          out.write(picture.jpeg());
        }
      }
    }
    CaptureSettings small =
        new CaptureSettings(
            Labelling.same("bottle", "belt"),
            new DecodeLimits(1_000_000, 96 * 48),
            InstantSource.system(),
            System::nanoTime);
    List<String> seen = new ArrayList<>();
    try (FrameSource source = VideoSource.open(file, Optional.empty(), small)) {
      for (Capture next = source.next(); !(next instanceof Capture.Ended); next = source.next()) {
        seen.add(
            switch (next) {
              case Capture.Captured(Frame frame) -> size(frame);
              case Capture.Skipped skipped -> skipped.reason();
              case Capture.Waiting waiting -> "waits";
              case Capture.Ended ended -> ended.reason();
            });
      }
    }
    assertThat(seen).hasSize(5);
    assertThat(seen.get(0)).isEqualTo("#0 64×32");
    assertThat(seen.get(1)).isEqualTo("#1 96×48");
    assertThat(seen.get(2))
        .isEqualTo("sizes.mjpeg: frame 2 has 128×64 pixels, more than the 4608 allowed");
    assertThat(seen.get(3)).isEqualTo("#3 80×40");
    assertThat(seen.get(4)).isEqualTo("#4 64×32");
  }

  private static String size(Frame frame) {
    try (frame) {
      return "#%d %d×%d"
          .formatted(frame.cursor().position(), frame.picture().width(), frame.picture().height());
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        avutil.AV_PIX_FMT_GRAY8,
        avutil.AV_PIX_FMT_GRAY12LE,
        avutil.AV_PIX_FMT_YUV444P10LE,
        avutil.AV_PIX_FMT_YUV411P,
        avutil.AV_PIX_FMT_BGR0,
        avutil.AV_PIX_FMT_YUVA420P,
      })
  void video_of_every_pixel_format_shows_its_brightness(int pixelFormat) throws Exception {
    Path odd = folder.resolve("odd.mkv");
    record(odd, avcodec.AV_CODEC_ID_FFV1, pixelFormat, "matroska", 62);
    try (FrameSource source =
        VideoSource.open(odd, Optional.of(new Cursor("odd.mkv", 8)), settings)) {
      Capture next = source.next();
      assertThat(next).isInstanceOf(Capture.Captured.class);
      try (Frame frame = ((Capture.Captured) next).frame()) {
        assertThat(frame.picture().width()).isEqualTo(62);
        assertThat(level(frame.picture(), 40, 40)).isBetween(173, 187);
      }
    }
  }

  @Test
  void a_video_that_was_unreadable_is_read_from_its_first_frame_once_it_is_mended()
      throws Exception {
    Path file = Files.createFile(folder.resolve("late.mp4"));
    Cursor skipped;
    try (FrameSource source = VideoSource.open(file, Optional.empty(), settings)) {
      skipped = ((Capture.Skipped) source.next()).cursor();
    }
    Files.copy(video, file, StandardCopyOption.REPLACE_EXISTING);
    try (FrameSource source = VideoSource.open(file, Optional.of(skipped), settings)) {
      assertThat(levels(source)).hasSize(10);
    }
  }

  @Test
  void a_picture_that_the_decoder_had_to_mend_is_skipped_and_counted() throws Exception {
    byte[] bytes = Files.readAllBytes(video);
    int data = indexOf(bytes, "mdat") + 4;
    Arrays.fill(bytes, data + 400, data + 430, (byte) 0x5A);
    Path file = Files.write(folder.resolve("torn.mp4"), bytes);
    List<String> reasons = new ArrayList<>();
    int outcomes = 0;
    try (FrameSource source = VideoSource.open(file, Optional.empty(), settings)) {
      for (Capture next = source.next(); !(next instanceof Capture.Ended); next = source.next()) {
        outcomes++;
        switch (next) {
          case Capture.Captured(Frame frame) -> frame.close();
          case Capture.Skipped skipped -> reasons.add(skipped.reason());
          case Capture.Waiting waiting -> reasons.add("waits");
          case Capture.Ended ended -> reasons.add(ended.reason());
        }
      }
    }
    assertThat(outcomes).isEqualTo(10);
    assertThat(reasons).isNotEmpty().allMatch(reason -> reason.startsWith("torn.mp4: frame "));
  }

  /** Eight ways to stand: ten frames that get brighter, with a dark corner. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 1, 64, 48, TOP_LEFT",
    "-1, 0, 0, -1, 64, 48, BOTTOM_RIGHT",
    "-1, 0, 0, 1, 64, 48, TOP_RIGHT",
    "1, 0, 0, -1, 64, 48, BOTTOM_LEFT",
    "0, 1, -1, 0, 48, 64, TOP_RIGHT",
    "0, -1, 1, 0, 48, 64, BOTTOM_LEFT",
    "0, 1, 1, 0, 48, 64, TOP_LEFT",
    "0, -1, -1, 0, 48, 64, BOTTOM_RIGHT",
  })
  void a_video_stands_as_its_display_matrix_says(
      int a, int b, int c, int d, int width, int height, Corner dark) throws Exception {
    Path turned = turned(a, b, c, d);
    try (FrameSource source =
        VideoSource.open(turned, Optional.of(new Cursor("turned.mp4", 8)), settings)) {
      Capture next = source.next();
      assertThat(next).isInstanceOf(Capture.Captured.class);
      try (Frame frame = ((Capture.Captured) next).frame()) {
        assertThat(frame.picture().width()).isEqualTo(width);
        assertThat(frame.picture().height()).isEqualTo(height);
        assertThat(darkest(frame.picture())).isEqualTo(dark);
      }
    }
  }

  enum Corner {
    TOP_LEFT,
    TOP_RIGHT,
    BOTTOM_LEFT,
    BOTTOM_RIGHT
  }

  private static Corner darkest(Picture picture) {
    int right = picture.width() - 3;
    int bottom = picture.height() - 3;
    Map<Corner, Integer> levels =
        Map.of(
            Corner.TOP_LEFT, level(picture, 2, 2),
            Corner.TOP_RIGHT, level(picture, right, 2),
            Corner.BOTTOM_LEFT, level(picture, 2, bottom),
            Corner.BOTTOM_RIGHT, level(picture, right, bottom));
    return Collections.min(levels.entrySet(), Map.Entry.comparingByValue()).getKey();
  }

  private static int level(Picture picture, int x, int y) {
    return picture.pixels()[(y * picture.width() + x) * 3] & 0xFF;
  }

  /** The same video with another matrix in its track's header (tkhd, version 0). */
  private Path turned(int a, int b, int c, int d) throws IOException {
    byte[] bytes = Files.readAllBytes(video);
    ByteBuffer matrix = ByteBuffer.wrap(bytes, indexOf(bytes, "tkhd") + 44, 36);
    matrix.putInt(a << 16).putInt(b << 16).putInt(0);
    matrix.putInt(c << 16).putInt(d << 16).putInt(0);
    return Files.write(folder.resolve("turned.mp4"), bytes);
  }

  private static int indexOf(byte[] bytes, String word) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(word);
  }

  @Test
  void a_missing_video_ends_at_once_and_says_so() throws Exception {
    try (FrameSource source =
        VideoSource.open(folder.resolve("none.mp4"), Optional.empty(), settings)) {
      assertThat(source.next())
          .isInstanceOfSatisfying(
              Capture.Ended.class,
              ended -> {
                assertThat(ended.failed()).isTrue();
                assertThat(ended.reason()).startsWith("none.mp4: cannot be opened");
              });
    }
  }

  @Test
  void a_silent_camera_ends_within_its_timeout_and_keeps_its_password() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        FrameSource source =
            rtsp("rtsp://user:secret@127.0.0.1:" + silent.getLocalPort() + "/live")) {
      assertThat(source.next())
          .isInstanceOfSatisfying(
              Capture.Ended.class,
              ended -> {
                assertThat(ended.failed()).isTrue();
                assertThat(ended.reason()).doesNotContain("secret").contains("127.0.0.1");
              });
    }
  }

  private FrameSource rtsp(String address) {
    CameraAccess camera = new CameraAccess.Rtsp(address, CameraAccess.Transport.TCP);
    LiveSession session = LiveSession.begin(camera.name(), new SecureRandom());
    return LiveSource.open(camera, session, Duration.ofMillis(300), settings);
  }

  private int outcomesUntilEnd(Path file) throws InterruptedException, IOException {
    try (FrameSource source = VideoSource.open(file, Optional.empty(), settings)) {
      int outcomes = 1;
      for (Capture next = source.next(); !(next instanceof Capture.Ended); next = source.next()) {
        if (next instanceof Capture.Captured(Frame frame)) {
          frame.close();
        }
        assertThat(outcomes++).isLessThan(1_000);
      }
      return outcomes;
    }
  }

  private static List<Integer> levels(FrameSource source) throws InterruptedException {
    List<Integer> levels = new ArrayList<>();
    while (source.next() instanceof Capture.Captured(Frame frame)) {
      levels.add(frame.picture().pixels()[40 * 3] & 0xFF);
      frame.close();
    }
    return levels;
  }
}
