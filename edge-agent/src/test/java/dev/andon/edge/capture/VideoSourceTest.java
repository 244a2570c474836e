package dev.andon.edge.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.vision.Picture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class VideoSourceTest {
  @TempDir private Path folder;
  private Path video = Path.of("");
  private final Sources sources = Sources.of(Labelling.same("bottle", "belt"));

  @BeforeEach
  void recordTenFramesThatGetBrighter() throws Exception {
    video = folder.resolve("belt.mp4");
    try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(video.toString(), 64, 48, 0);
        OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat()) {
      recorder.setVideoCodec(avcodec.AV_CODEC_ID_MPEG4);
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
      recorder.setFormat("mp4");
      recorder.setFrameRate(10);
      recorder.setVideoQuality(2);
      recorder.start();
      for (int i = 0; i < 10; i++) {
        byte[] bgr = new byte[64 * 48 * 3];
        Arrays.fill(bgr, (byte) (i * 20));
        try (Picture picture = Picture.of(64, 48, bgr);
            org.bytedeco.javacv.Frame frame = converter.convert(picture.mat())) {
          recorder.record(frame, avutil.AV_PIX_FMT_BGR24);
        }
      }
      recorder.stop();
    }
  }

  @Test
  void every_frame_comes_in_order_and_then_the_end() throws Exception {
    try (FrameSource source = sources.video(video, Optional.empty())) {
      List<Integer> levels = levels(source);
      assertThat(levels).hasSize(10).isSorted();
      assertThat(levels.get(9)).isBetween(170, 190);
      assertThat(source.next())
          .isEqualTo(new Capture.Ended("belt.mp4: ended after 10 frames", false));
    }
  }

  @Test
  void reading_goes_on_behind_a_cursor() throws Exception {
    try (FrameSource source = sources.video(video, Optional.of(new Cursor("belt.mp4", 6)))) {
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
  void a_missing_video_ends_at_once_and_says_so() throws Exception {
    try (FrameSource source = sources.video(folder.resolve("none.mp4"), Optional.empty())) {
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
            sources.rtsp(
                "rtsp://user:secret@127.0.0.1:" + silent.getLocalPort() + "/live",
                Duration.ofMillis(300))) {
      assertThat(source.next())
          .isInstanceOfSatisfying(
              Capture.Ended.class,
              ended -> {
                assertThat(ended.failed()).isTrue();
                assertThat(ended.reason()).doesNotContain("secret").contains("127.0.0.1");
              });
    }
  }

  private int outcomesUntilEnd(Path file) throws InterruptedException, IOException {
    try (FrameSource source = sources.video(file, Optional.empty())) {
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
      levels.add(frame.picture().pixels()[0] & 0xFF);
      frame.close();
    }
    return levels;
  }
}
