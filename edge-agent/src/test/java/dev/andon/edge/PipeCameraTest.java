package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.camera.LiveSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A camera that is a program: its pictures come, and the program goes. */
@Timeout(60)
class PipeCameraTest {
  private @TempDir Path folder;

  /** Runs a script in place of a camera's program; the pictures are 2×1 pixels. */
  private static Feed script(String script, String keys) {
    return CameraFeed.of(
        "{kind: pipe, command: [sh, -c, '"
            + script.replace("'", "''")
            + "'], width: 2, height: 1, variant: flange, view: top, "
            + keys
            + "}");
  }

  private static Capture.Ended endOf(FrameSource source) throws InterruptedException {
    Capture next = source.next();
    while (next instanceof Capture.Captured(Frame frame)) {
      frame.close();
      next = source.next();
    }
    assertThat(next).isInstanceOf(Capture.Ended.class);
    return (Capture.Ended) next;
  }

  @ParameterizedTest
  @CsvSource({
    "bgr, \\001\\002\\003\\004\\005\\006, 1 2 3 4 5 6, BGR8",
    "rgb, \\001\\002\\003\\004\\005\\006, 3 2 1 6 5 4, BGR8",
    "grey, \\011\\310, 9 9 9 200 200 200, GREY8",
    "yuyv, \\020\\200\\353\\200, 0 0 0 255 255 255, BGR8",
  })
  void a_program_writes_pixels_in_four_ways(
      String pixels, String bytes, String bgr, Frame.PixelFormat format) throws Exception {
    Feed feed = script("printf \"" + bytes + "\"; exec sleep 50", "pixels: " + pixels);
    try (FrameSource source = feed.open(Optional.empty())) {
      Capture next = source.next();
      assertThat(next).isInstanceOf(Capture.Captured.class);
      try (Frame frame = ((Capture.Captured) next).frame()) {
        assertThat(shown(frame)).isEqualTo(bgr);
        assertThat(frame.source()).isEqualTo(format);
        assertThat(frame.partId()).matches("pipe-sh-[0-9a-z]{8}-000000");
      }
    }
    assertThat(feed.name()).isEqualTo("pipe:sh");
    assertThat(feed.live()).isTrue();
    assertThat(feed.identifiesParts()).isFalse();
  }

  private static String shown(Frame frame) {
    StringBuilder bytes = new StringBuilder();
    for (byte value : frame.picture().pixels()) {
      bytes.append(value & 0xFF).append(' ');
    }
    return bytes.toString().strip();
  }

  @Test
  void a_program_that_dies_in_the_middle_of_a_picture_is_lost_with_its_last_words()
      throws Exception {
    Feed feed = script("printf 123456123; echo camera unplugged >&2; exit 3", "timeout: 5s");
    try (FrameSource source = feed.open(Optional.empty())) {
      Capture.Ended end = endOf(source);
      assertThat(end.failed()).isTrue();
      assertThat(end.reason()).isEqualTo("pipe:sh: ended with status 3: camera unplugged");
    }
    assertThat(feed.session().map(LiveSession::damaged)).contains(1L);
  }

  @Test
  void a_program_that_falls_silent_is_lost_after_the_timeout_and_started_again_with_new_ids()
      throws Exception {
    Feed feed = script("printf 123456; exec sleep 50", "timeout: 400ms");
    for (int start = 0; start < 2; start++) {
      try (FrameSource source = feed.open(Optional.empty())) {
        Capture first = source.next();
        assertThat(first).isInstanceOf(Capture.Captured.class);
        try (Frame frame = ((Capture.Captured) first).frame()) {
          assertThat(frame.partId()).endsWith("-00000" + start);
        }
        assertThat(endOf(source).reason()).isEqualTo("pipe:sh: no picture for 0.4 s");
      }
    }
  }

  @Test
  void a_program_that_is_not_there_is_lost_and_its_arguments_stay_secret() throws Exception {
    Feed feed =
        CameraFeed.of(
            "{kind: pipe, command: [/opt/none, --password=hunter2], width: 2, height: 1,"
                + " variant: flange, view: top}");
    try (FrameSource source = feed.open(Optional.empty())) {
      assertThat(endOf(source).reason())
          .startsWith("pipe:none: cannot be started: is the program installed?")
          .doesNotContain("hunter2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no route to rtsp://admin:hunter2@cam-4/live",
        "user-pw=hunter2 refused",
        "location=rtsp://cam-4/user=admin&password=hunter2&channel=1.sdp",
        "Password: hunter2",
        "token=\"hunter2\"",
      })
  void what_a_program_says_is_told_without_passwords(String says) throws Exception {
    try (FrameSource source =
        script("echo \"$(cat " + written(says) + ")\" >&2", "timeout: 5s").open(Optional.empty())) {
      assertThat(endOf(source).reason())
          .containsPattern("\\*{3}|rtsp://cam-4/live")
          .doesNotContain("hunter2", "admin");
    }
  }

  private Path written(String text) throws IOException {
    return Files.writeString(folder.resolve("says.txt"), text);
  }

  @Test
  void endless_words_without_pictures_take_neither_memory_nor_time() throws Exception {
    Feed feed = script("head -c 50000000 /dev/zero | tr \"\\0\" x >&2", "timeout: 20s");
    try (FrameSource source = feed.open(Optional.empty())) {
      assertThat(endOf(source).reason()).hasSizeLessThan(300);
    }
  }

  @Test
  void closing_ends_the_program_and_what_it_started_even_if_it_will_not() throws Exception {
    Path pids = folder.resolve("pids");
    Feed feed =
        script(
            "trap \"\" TERM; sleep 100 & echo $$ $! > "
                + pids
                + "; while :; do printf 123456; sleep 0.01; done",
            "timeout: 20s");
    Instant begun;
    try (FrameSource source = feed.open(Optional.empty())) {
      assertThat(source.next()).isInstanceOf(Capture.Captured.class);
      begun = Instant.now();
    }
    assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(3));
    for (String pid : Files.readString(pids).strip().split(" ", -1)) {
      await()
          .atMost(5, TimeUnit.SECONDS)
          .until(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
    }
  }

  @Test
  void a_program_is_asked_to_end_and_may_put_things_in_order_also_by_an_interrupted_thread()
      throws Exception {
    Path order = folder.resolve("order");
    Feed feed =
        script(
            "trap \"echo done > "
                + order
                + "; exit 0\" TERM; while :; do printf 123456; sleep 0.01; done",
            "timeout: 20s");
    try (FrameSource source = feed.open(Optional.empty())) {
      assertThat(source.next()).isInstanceOf(Capture.Captured.class);
      Thread.currentThread().interrupt();
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(order).hasContent("done");
  }

  @Test
  void a_program_faster_than_the_station_is_never_held_back_and_its_old_pictures_are_counted()
      throws Exception {
    Feed feed = script("while :; do printf 123456; done", "takt: 100ms, timeout: 5s");
    try (FrameSource source = feed.open(Optional.empty())) {
      for (int i = 0; i < 5; i++) {
        Capture next = source.next();
        assertThat(next).isInstanceOf(Capture.Captured.class);
        ((Capture.Captured) next).frame().close();
      }
    }
    assertThat(feed.session().map(LiveSession::dropped).orElseThrow()).isGreaterThan(100);
  }

  @Test
  void keys_of_another_kind_are_refused_in_words() {
    assertThatThrownBy(() -> CameraFeed.rtsp("rtsp://cam/1", "pixels: bgr"))
        .hasMessage("source.pixels is for kind pipe, but the kind is rtsp");
    assertThatThrownBy(() -> script("true", "transport: udp"))
        .hasMessage("source.transport is for kind rtsp, but the kind is pipe");
    assertThatThrownBy(() -> CameraFeed.rtsp("http://u:hunter2@cam/1", "timeout: 1s"))
        .hasMessage(
            "source.address must be rtsp://[user:password@]host[:port]/path, but is http://cam/1");
    assertThat(
            CameraFeed.of(
                    "{kind: v4l2, device: 2, format: mjpeg, exposure: 5ms, variant: a, view: b}")
                .name())
        .isEqualTo("/dev/video2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "command: [], width: 2, height: 1|source.command must name a program",
        "width: 2, height: 1|source of kind pipe needs command, width and height",
        "command: [x], height: 1|source of kind pipe needs command, width and height",
        "command: [x], width: 3, height: 1, pixels: yuyv|source.width must be even",
        "command: [x], width: 0, height: 1|source.width and source.height must be 1 to 65535",
        "command: [x], width: 60000, height: 60000|is above 1 GiB",
      })
  void a_pipe_that_cannot_work_is_refused_in_words(String keys, String words) {
    assertThatThrownBy(
            () -> CameraFeed.of("{kind: pipe, variant: flange, view: top, " + keys + "}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }
}
